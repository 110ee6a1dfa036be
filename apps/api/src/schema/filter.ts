/** Of arguments that take an expression, with one as an example. */
export const filterOf = (example: string): string =>
  `Expression of the filter language (docs/filter-language.md), at most 4,096 characters: \`${example}\`. BAD_FILTER tells position and suggestion.`;

/** Of arguments that take an expression about flows. */
export const FILTER = filterOf('src.ip = 10.0.0.0/8 and bytes > 1MB');
