/** Most origins beside the console's own. */
export const MOST_ORIGINS = 10;
/** A host name of DNS has 253 characters. */
const LONGEST = 253 + 'https://:65535'.length;

/** Origins as browsers send them, in order and each once; or what is wrong with one of them, and the mend. */
export function readOrigins(
  given: readonly string[],
): { readonly origins: readonly string[] } | { readonly problem: string } {
  if (given.length > MOST_ORIGINS)
    return { problem: `At most ${MOST_ORIGINS} origins beside the console's own. Take some out.` };
  const read = [];
  for (const text of given.map((one) => one.trim())) {
    const exact = text.length <= LONGEST && URL.canParse(text) ? new URL(text).origin : '';
    // `null`, wildcards, paths and names of users never equal what a URL says its origin is.
    if (exact !== text.toLowerCase() || !exact.startsWith('https://') || exact.includes('*'))
      return {
        problem: `"${text.slice(0, 60)}" is no origin. Write https://host or https://host:port, and nothing behind it.`,
      };
    read.push(exact);
  }
  return { origins: [...new Set(read)].sort() };
}
