/** Longest line handed out whole; of a longer one the beginning is. Both sides read this file. */
export const MAX_LINE = 8192;
