/** Text of at most so many UTF-16 units; what was longer ends with `…`, as it does where alerts are written. */
export const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
