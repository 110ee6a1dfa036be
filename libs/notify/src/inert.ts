// Controls, line and paragraph separators, lone surrogates, and what turns the direction of text or has no width.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const NAME = /(?<=[\p{L}\p{N}_-])\.(?=\p{L})/gu;
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text from the wire → text that does nothing in a mail or chat: one line, controls visible, cut at `most` characters, and names and web
 * addresses written so that no program makes links of them (`evil[.]example`, `hxxp://`).
 */
export function inert(text: string, most = 300): string {
  const shown = text
    .replace(HIDDEN, (unit) => `\\u${(unit.codePointAt(0) as number).toString(16).padStart(4, '0')}`)
    .replace(/\b(h)tt(ps?:\/\/)/gi, '$1xx$2')
    .replace(NAME, '[.]')
    .replaceAll('@', '[@]');
  const units = [...shown];
  return units.length <= most ? shown : `${units.slice(0, most - 1).join('')}…`;
}

/** Text inside HTML. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (unit) => ESCAPES[unit] as string);
