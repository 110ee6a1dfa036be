/** Limits of one expression. Each has an error of its own with the place where it is passed. */
export const FILTER_LIMITS = {
  /** UTF-16 code units. */
  characters: 4096,
  /** Parentheses and negations inside each other. */
  depth: 32,
  /** Conditions. */
  terms: 200,
  /** Values of all lists together. */
  values: 1000,
  /** `*` and `?` in all patterns together. */
  wildcards: 16,
} as const;
