import { quoted, refuse, type TextSpan } from '../problem';

/** Letters of TCP flags in the order of their bits (RFC 9293 §3.1): FIN SYN RST PSH ACK URG ECE CWR. */
const FLAG_LETTERS = 'FSRPAUEC';

/** Reads a set of TCP flags; `0` is none. @throws Refusal */
export function readFlags(text: string, at: TextSpan): number {
  if (text === '0') return 0;
  let flags = 0;
  for (const letter of text.toUpperCase()) {
    const bit = FLAG_LETTERS.indexOf(letter);
    if (bit < 0)
      return refuse(
        'value',
        at,
        `${quoted(text)} is not a set of TCP flags. Letters are F (FIN), S (SYN), R (RST), P (PSH), A (ACK), U (URG), E (ECE) and C (CWR): \`SA\`.`,
      );
    flags |= 1 << bit;
  }
  return flags;
}

export const writeFlags = (flags: number): string =>
  [...FLAG_LETTERS].filter((_, bit) => (flags & (1 << bit)) !== 0).join('') || '0';

/** `1:` and the base 64 of 20 bytes, whose last letter has two bits to spare (Community ID v1). */
const COMMUNITY = /^1:[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=$/;

/** Checks a community id. @throws Refusal */
export function readCommunity(text: string, at: TextSpan, inQuotes: boolean): string {
  if (COMMUNITY.test(text)) return text;
  const message = `${quoted(text)} is not a community id. It is \`1:\` and 28 characters.`;
  // Without quotes the `=` at its end is read as an operator.
  if (!inQuotes && COMMUNITY.test(`${text}=`))
    refuse('value', at, `${message} Put it into quotes, since it ends with \`=\`.`, {
      start: at.start,
      end: at.end + 1,
      text: `"${text}="`,
    });
  return refuse('value', at, message);
}
