/** Stream of what a sensor appends at a moment (ms since 1970 UTC): one a day. */
export const factsStream = (sensor: string, ms: number): string =>
  `facts-${sensor}.${new Date(ms).toISOString().slice(0, 10).replaceAll('-', '')}`;
