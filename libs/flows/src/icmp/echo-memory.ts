/** Requests remembered until their reply; each has one place, where a newer one pushes it out. */
const PLACES = 16_384;
const WORDS = 4;

/** What the data of an echo request was, so that its reply can be compared: hashes in fixed memory. Keys are two independent hashes. */
export class EchoMemory {
  private readonly places = new Int32Array(PLACES * WORDS);

  /** `data` and `length` are the hash of the request's data and its length + 1, so that nothing is told from an empty one. */
  remember(first: number, second: number, data: number, length: number): void {
    const at = (first & (PLACES - 1)) * WORDS;
    const { places } = this;
    places[at] = first;
    places[at + 1] = second;
    places[at + 2] = data;
    places[at + 3] = length + 1;
  }

  /** True when the reply mirrors, false when it differs, null when its request is not known. A request answers once. */
  compare(first: number, second: number, data: number, length: number): boolean | null {
    const at = (first & (PLACES - 1)) * WORDS;
    const { places } = this;
    if (places[at] !== first || places[at + 1] !== second || places[at + 3] === 0) return null;
    const mirrors = places[at + 2] === data && places[at + 3] === length + 1;
    places[at + 3] = 0;
    return mirrors;
  }
}
