/** Whole numbers below a bound, the same in every run (numerical recipes' generator; its upper bits, the lower ones repeat soon). */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** `count` copies of `sample` with up to five bytes changed, some cut off or doubled; the same in every run. */
export function* mutations(sample: Uint8Array, count: number, seed = 1): Generator<Buffer> {
  const random = seeded(seed);
  for (let i = 0; i < count; i++) {
    let mutated = Buffer.from(sample);
    for (let k = random(5); k >= 0; k--) mutated[random(mutated.length)] = random(4) === 0 ? 255 : random(256);
    const turn = random(8);
    const at = random(mutated.length);
    if (turn === 0) mutated = mutated.subarray(0, at);
    if (turn === 1) mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(random(at + 1))]);
    yield mutated;
  }
}

/** Every prefix of `sample`, then `count` mutations of it. */
export function* hostile(sample: Uint8Array, count: number, seed = 1): Generator<Uint8Array> {
  for (let length = 0; length <= sample.length; length++) yield new Uint8Array(sample.subarray(0, length));
  yield* mutations(sample, count, seed);
}
