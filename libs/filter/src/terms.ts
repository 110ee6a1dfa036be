import type { Condition, Junction } from './ast';
import { type Field, type FilterKind, KIND_WORDS } from './fields/field';
import { fieldNamed, likelyField } from './fields/registry';
import type { WordToken } from './lexer';
import { readPattern } from './literals/pattern';
import { looksLikeAddress } from './literals/address';
import { isProtocolName } from './literals/codes';
import { isMark, MARK_NAMES, markNamed } from './marks';
import { quoted, refuse } from './problem';
import { type MaskedReaders, readValue } from './values';

const NAME = /^(?:\*\.)?[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+$/u;

/** `a, b and c`. */
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** @throws Refusal: there is no such field, or records of this kind do not have it */
export function resolveField(token: WordToken, kind: FilterKind): Field {
  const field = fieldNamed(token.text);
  if (field?.kinds.includes(kind)) return field;
  if (field)
    return refuse(
      'otherKind',
      token,
      `\`${field.name}\` is a field of ${listed(field.kinds.map((one) => KIND_WORDS[one]))}; ${KIND_WORDS[kind]} do not have it.`,
    );
  const likely = likelyField(token.text, kind);
  return refuse(
    'unknownField',
    token,
    `There is no field ${quoted(token.text)}.${likely ? ` Is \`${likely}\` meant?` : ' The list of fields is in the help on filters.'}`,
    likely ?? undefined,
  );
}

/** What a word without an operator most likely is a value of. */
const NAMING: Readonly<Record<FilterKind, string>> = {
  ...{ flow: 'app', dns: 'domain', tls: 'domain', http: 'domain', auth: 'auth.user', alert: 'alert.rule' },
};

/** A word without operator: an address, a name of a domain, or a mark such as `is:internal`. @throws Refusal */
export function bareTerm(token: WordToken, kind: FilterKind, masked: MaskedReaders | null): Condition | Junction {
  const { text, start, end } = token;
  const lower = text.toLowerCase();
  if (/^(?:is|has):/.test(lower)) return mark(token, lower, kind, masked);
  const colon = /^([\w.]+):(.+)$/.exec(text);
  if (!looksLikeAddress(text) && colon && fieldNamed(colon[1] as string)) {
    const { name } = resolveField(
      { ...token, text: colon[1] as string, end: start + (colon[1] as string).length },
      kind,
    );
    return refuse(
      'syntax',
      token,
      'A field and its value are parted by an operator, not by a colon.',
      `${name} = ${colon[2]}`,
    );
  }
  if (looksLikeAddress(text) || (masked && /^addr-/.test(text))) {
    const field = resolveField({ ...token, text: 'ip' }, kind);
    return { node: 'compare', field, op: '=', value: readValue(field, token, masked), start, end };
  }
  if (fieldNamed(text)) {
    const field = resolveField(token, kind);
    return refuse(
      'syntax',
      token,
      `What about ${quoted(text)}? A condition has an operator and a value, as in \`${field.example}\`.`,
      `${field.name} exists`,
    );
  }
  if (isProtocolName(lower))
    return refuse('syntax', token, `A condition names its field. Write \`proto = ${lower}\`.`, `proto = ${lower}`);
  if (NAME.test(text)) return bareDomain(token, kind, masked);
  if (/^\d+$/.test(text))
    return refuse('syntax', token, `A condition names its field. Write \`port = ${text}\`.`, `port = ${text}`);
  const likely = likelyField(text, kind);
  const plain = /^[a-z]{2,12}$/.test(lower);
  return refuse(
    'syntax',
    token,
    likely
      ? `There is no field ${quoted(text)}. Is \`${likely}\` meant?`
      : `${quoted(text)} is neither a condition nor an address. Write one such as \`${NAMING[kind]} = ${plain ? lower : 'dns'}\`.`,
    likely ?? (plain ? `${NAMING[kind]} = ${lower}` : undefined),
  );
}

/** `example.com`: the name and all below it; `*.example.com`: those below it alone. */
function bareDomain(token: WordToken, kind: FilterKind, masked: MaskedReaders | null): Condition | Junction {
  const { text, start, end } = token;
  const field = resolveField({ ...token, text: 'domain' }, kind);
  const value = readValue(field, token, masked);
  const below = text.startsWith('*.') ? text : `*.${text}`;
  const match: Condition = {
    node: 'match',
    field,
    negated: false,
    pattern: readPattern({ ...token, text: below }),
    start,
    end,
  };
  if (below === text) return match;
  return { node: 'or', parts: [match, { node: 'compare', field, op: '=', value, start, end }], start, end };
}

function mark(token: WordToken, name: string, kind: FilterKind, masked: MaskedReaders | null): Condition {
  if (!isMark(name))
    return refuse('unknownField', token, `There is no mark ${quoted(token.text)}. Known are ${listed(MARK_NAMES)}.`);
  const { kinds, tellsOfAddresses } = markNamed(name);
  if (!kinds.includes(kind))
    return refuse(
      'otherKind',
      token,
      `\`${name}\` is about ${listed(kinds.map((one) => KIND_WORDS[one]))}; ${KIND_WORDS[kind]} do not have it.`,
    );
  if (masked && tellsOfAddresses)
    return refuse('masked', token, `\`${name}\` would tell of addresses, which are masked for you. Take it out.`, '');
  return { node: 'is', mark: name, start: token.start, end: token.end };
}
