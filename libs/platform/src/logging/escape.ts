/** C0 (but tab in plain text never helps either), DEL, C1, line and paragraph separators, bidi controls. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const codePoint = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Text from outside, safe on a terminal and on one line: control and direction characters as `\u001b`. */
export const escapeControls = (text: string): string => text.replace(UNSAFE, codePoint);

/** The same for a line of JSON, whose own escapes already cover C0; the result is the same JSON value. */
export const escapeJsonLine = (line: string): string => line.replace(UNSAFE, codePoint);
