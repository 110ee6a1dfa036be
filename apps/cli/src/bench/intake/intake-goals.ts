/** Goal 16: milliseconds of the p99 at most; and so many times that of ours is the other's at least. */
export const INTAKE_GOALS = { p99: 5, ratio: 3 } as const;
