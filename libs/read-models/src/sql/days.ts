const DAY_US = 86_400_000_000;

/** Day of a time in µs since 1970 UTC, as days since 1970-01-01. */
export const dayOf = (us: number): number => Math.floor(us / DAY_US);

/** Days since 1970-01-01 → `2026-11-21`. */
export const isoDay = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
