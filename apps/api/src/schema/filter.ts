/** Of arguments that take an expression. */
export const FILTER = `Expression of the filter language (docs/filter-language.md), at most 4,096 characters: \`src.ip = 10.0.0.0/8 and bytes > 1MB\`. BAD_FILTER tells position and suggestion.`;
