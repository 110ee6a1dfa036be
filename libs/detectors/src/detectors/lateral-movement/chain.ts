/** A host inside that began sessions with another one, at a time. */
export interface Step {
  /** Where the step stands in the window. */
  readonly place: number;
  readonly src: string;
  readonly dst: string;
  readonly time: number;
}

/**
 * Steps of a chain, by place, rising: a host that reached at least `hosts` others, and each of those others that afterwards did the same. Null when there
 * is none. The way back to the first host is no step further.
 */
export function chainIn(steps: readonly Step[], hosts: number): ReadonlySet<number> | null {
  const from = new Map<string, Step[]>();
  for (const step of steps) from.set(step.src, [...(from.get(step.src) ?? []), step]);
  const places = new Set<number>();
  for (const reached of from.values()) {
    if (reached.length < hosts) continue;
    for (const { src, dst, time } of reached) {
      const onward = (from.get(dst) ?? []).filter((step) => step.time >= time && step.dst !== src);
      if (onward.length < hosts) continue;
      for (const { place } of [...reached, ...onward]) places.add(place);
    }
  }
  return places.size === 0 ? null : new Set([...places].sort((a, b) => a - b));
}
