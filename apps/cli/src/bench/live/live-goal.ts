/** Goal 9: none lost at this rate, packets a second. */
export const LIVE_GOAL = 300_000;
