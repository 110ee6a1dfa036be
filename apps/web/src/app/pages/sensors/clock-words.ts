const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** How far a clock is off, in one unit; `off` from a minute on. */
export function clockWords(skewMs: number | null): { readonly text: string; readonly off: boolean } {
  if (skewMs === null) return { text: '–', off: false };
  const size = Math.abs(skewMs);
  if (size < 1000) return { text: 'right', off: false };
  const [unit, ms] = UNITS.find(([, least]) => size >= least) ?? UNITS[3];
  return { text: `${Math.round(size / ms)} ${unit} ${skewMs > 0 ? 'ahead' : 'behind'}`, off: size >= 60_000 };
}
