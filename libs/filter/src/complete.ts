import type { Field, FilterKind } from './fields/field';
import { fieldNamed, fieldsOf, likelyField } from './fields/registry';
import { formatValue } from './format';
import { endOfWord, type Token, tokens } from './lexer';
import { codeNames, codeOf, isCoded, writeCode } from './literals/codes';
import { MARK_NAMES, markNamed } from './marks';
import { OPERATORS_OF } from './operators';
import { Refusal, type TextSpan } from './problem';

/** Where in a condition one is. `joint`: a condition is whole, `and` or `or` may follow. */
export type CompletionPlace = 'condition' | 'operator' | 'value' | 'list' | 'joint';

/** Something that may stand at a place. */
export interface Offer {
  readonly is: 'field' | 'operator' | 'value' | 'word';
  readonly text: string;
  /** What it means, in a few words; '' where it speaks for itself. */
  readonly note: string;
}

/** What may be written at a place of an expression; its span is what an offer would stand instead of. */
export interface Completion extends TextSpan {
  readonly place: CompletionPlace;
  /** The field whose operator or value it is. */
  readonly field: Field | null;
  /** What is written of it already, without its opening quote. */
  readonly typed: string;
  readonly offers: readonly Offer[];
}

/** Most offers at one place. */
const MOST = 40;

/**
 * What may be written at the caret of an expression that need not be whole, or null inside of something that is not understood. Values
 * that records have are for the caller to add: `offersOfValues`. Never throws.
 * @param caret UTF-16 code units from the start, at most the length
 */
export function completionAt(text: string, caret: number, kind: FilterKind): Completion | null {
  const head = readHead(text.slice(0, caret));
  if (!head) return null;
  const { before, typed, start } = head;
  const walk = walkOver(before);
  const end = head.quoted ? caret : endOfWord(text, caret);
  const at = (place: CompletionPlace, written: string, offers: readonly Offer[], from = start): Completion => ({
    ...{ place, field: walk.field, typed: written, start: from, end, offers: offers.slice(0, MOST) },
  });
  if (head.operator) {
    if (walk.place !== 'operator' || !walk.field) return null;
    const longer = operatorOffers(walk.field, typed).filter((offer) => offer.text !== typed);
    return longer.length > 0 || !OPERATORS_OF[walk.field.type].includes(typed)
      ? at('operator', typed, longer)
      : at('value', '', valueOffers(walk.field, '', typed, kind), caret);
  }
  switch (walk.place) {
    case 'condition':
      return at('condition', typed, conditionOffers(typed, kind));
    case 'operator':
      return walk.field
        ? at('operator', typed, operatorOffers(walk.field, typed))
        : at('joint', typed, jointOffers(typed, walk.open));
    case 'joint':
      return at('joint', typed, jointOffers(typed, walk.open));
    default:
      return at(walk.place, typed, walk.field ? valueOffers(walk.field, typed, walk.operator ?? '', kind) : []);
  }
}

/** Values that records have, as offers in their written form, those that begin with what is typed first. */
export function offersOfValues(
  field: Field,
  typed: string,
  values: readonly { readonly value: string; readonly note: string }[],
): readonly Offer[] {
  return fitting(
    values.map(({ value, note }) => ({ is: 'value' as const, text: writeRaw(field, value), note })),
    typed,
  ).slice(0, MOST);
}

/** A value in the form in which the API tells it, as it is written in an expression. */
function writeRaw(field: Field, value: string): string {
  const { type } = field;
  if (type === 'text' || type === 'community') return formatValue(field, { is: 'text', text: value });
  const code = isCoded(type) ? codeOf(type, value) : null;
  return isCoded(type) && code !== null ? writeCode(type, code) : value;
}

interface Head {
  readonly before: readonly Token[];
  readonly typed: string;
  readonly start: number;
  readonly quoted: boolean;
  /** The last token is an operator that may go on. */
  readonly operator: boolean;
}

/** Cuts what stands before the caret into whole tokens and the piece that is being written. */
function readHead(head: string): Head | null {
  try {
    const all = tokens(head).slice(0, -1);
    const last = all.at(-1);
    const whole = { before: all, typed: '', start: head.length, quoted: false, operator: false };
    if (last?.end !== head.length || (last.type !== 'word' && last.type !== 'operator')) return whole;
    return {
      ...whole,
      before: all.slice(0, -1),
      typed: last.text,
      start: last.start,
      operator: last.type === 'operator',
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { start, end, reason } = error.problem;
    const quote = head[start];
    if (reason !== 'syntax' || end !== head.length || (quote !== '"' && quote !== "'")) return null;
    const before = tokens(head.slice(0, start)).slice(0, -1);
    return { before, typed: head.slice(start + 1), start, quoted: true, operator: false };
  }
}

interface Walk {
  readonly place: CompletionPlace;
  readonly field: Field | null;
  /** Operator that a value follows. */
  readonly operator?: string;
  /** Brackets that are open. */
  readonly open: number;
}

/** Where one is after these tokens; what is wrong among them is passed over. */
function walkOver(before: readonly Token[]): Walk {
  let at: Walk = { place: 'condition', field: null, open: 0 };
  for (const token of before) at = step(at, token, token.type === 'word' ? token.text.toLowerCase() : token.text);
  return at;
}

function step(at: Walk, token: Token, text: string): Walk {
  const { place, field, open } = at;
  const joins = text === 'and' || text === 'or' || text === '&&' || text === '||';
  if (place === 'value' || (place === 'list' && token.type !== ')' && token.type !== ','))
    return token.type === '(' || place === 'list'
      ? { place: 'list', field, open }
      : { place: 'joint', field: null, open };
  if (place === 'list') return token.type === ')' ? { place: 'joint', field: null, open } : at;
  if (token.type === '(')
    return field ? { place: 'list', field, open } : { place: 'condition', field: null, open: open + 1 };
  if (token.type === ')') return { place: 'joint', field: null, open: Math.max(0, open - 1) };
  if (joins) return { place: 'condition', field: null, open };
  if (place === 'condition')
    return text === 'not' || text === '!' ? at : { place: 'operator', field: fieldNamed(text) ?? null, open };
  if (place === 'joint' || text === 'not') return at;
  if (text === 'exists') return { place: 'joint', field: null, open };
  return { place: text === 'in' ? 'list' : 'value', field, operator: text, open };
}

const OPERATOR_NOTES: Readonly<Record<string, string>> = {
  '=': 'is',
  '!=': 'is not',
  in: 'is one of a list',
  'not in': 'is none of a list',
  '<': 'less than',
  '<=': 'at most',
  '>': 'more than',
  '>=': 'at least',
  '~': 'is like a pattern, * any text, ? one character',
  '!~': 'is not like a pattern',
  exists: 'is known',
  'not exists': 'is not known',
};
const OTHER_NOTES: Readonly<Record<'flags' | 'time', Readonly<Record<string, string>>>> = {
  flags: { '=': 'are exactly', '~': 'are at least', '!~': 'are not all of' },
  time: { '<': 'before', '<=': 'not after', '>': 'after', '>=': 'not before' },
};

function operatorOffers({ type }: Field, typed: string): readonly Offer[] {
  const other = type === 'flags' || type === 'time' ? OTHER_NOTES[type] : {};
  return [...OPERATORS_OF[type], 'exists', 'not exists']
    .filter((text) => text.startsWith(typed.toLowerCase()))
    .map((text) => ({ is: 'operator', text, note: other[text] ?? OPERATOR_NOTES[text] ?? '' }));
}

function conditionOffers(typed: string, kind: FilterKind): readonly Offer[] {
  const words: readonly Offer[] = [
    { is: 'word', text: 'not', note: 'the opposite of a condition' },
    ...MARK_NAMES.filter((name) => markNamed(name).kinds.includes(kind)).map((name) => ({
      ...{ is: 'word' as const, text: name, note: markNamed(name).note },
    })),
  ];
  const found = fitting([...fieldsOf(kind).map(fieldOffer), ...words], typed);
  const meant = found.length === 0 ? fieldNamed(likelyField(typed, kind) ?? '') : undefined;
  return meant ? [fieldOffer(meant)] : found;
}

const fieldOffer = ({ name, description }: Field): Offer => ({ is: 'field', text: name, note: description });

const UNITS: Readonly<Record<'bytes' | 'duration', readonly string[]>> = {
  bytes: ['kB', 'MB', 'GB'],
  duration: ['ms', 's', 'm', 'h'],
};
const FLAG_SETS: readonly Offer[] = [
  { is: 'value', text: 'S', note: 'SYN' },
  { is: 'value', text: 'SA', note: 'SYN, ACK' },
  { is: 'value', text: 'R', note: 'RST' },
  { is: 'value', text: 'F', note: 'FIN' },
  { is: 'value', text: '0', note: 'none' },
];

/** Operators that take a field as well as a value. */
const COMPARES = /^(?:!?=|[<>]=?)$/;

/** What can be told of values without looking at records. */
function valueOffers(field: Field, typed: string, operator: string, kind: FilterKind): readonly Offer[] {
  const { type } = field;
  const known: Offer[] = [];
  const told = isCoded(type) ? codeNames(type) : field.values.map((value) => writeRaw(field, value));
  known.push(...told.map((text) => ({ is: 'value' as const, text, note: '' })));
  if (type === 'flags') known.push(...FLAG_SETS);
  if ((type === 'bytes' || type === 'duration') && /^\d{1,9}(?:\.\d{1,3})?$/.test(typed))
    known.push(...UNITS[type].map((unit) => ({ is: 'value' as const, text: typed + unit, note: '' })));
  const alike =
    typed === '' || !COMPARES.test(operator)
      ? []
      : fieldsOf(kind).filter((one) => one.type === type && one.name !== field.name);
  return [...fitting(known, typed), ...fitting(alike.map(fieldOffer), typed)];
}

function jointOffers(typed: string, open: number): readonly Offer[] {
  const words: readonly Offer[] = [
    { is: 'word', text: 'and', note: 'both must be so' },
    { is: 'word', text: 'or', note: 'one of both must be so' },
    ...(open > 0 ? [{ is: 'word' as const, text: ')', note: 'closes the bracket' }] : []),
  ];
  return words.filter(({ text }) => text.startsWith(typed.toLowerCase()));
}

/** Offers that fit what is typed: those that begin with it, then those of which a part does, then those that hold it. */
function fitting(offers: readonly Offer[], typed: string): readonly Offer[] {
  const wanted = typed.toLowerCase();
  if (wanted === '') return offers;
  const rank = ({ text }: Offer): number => {
    const plain = text.toLowerCase().replace(/^"/, '');
    if (plain.startsWith(wanted)) return 0;
    if (plain.split(/[._:-]/).some((part) => part.startsWith(wanted))) return 1;
    return plain.includes(wanted) ? 2 : 3;
  };
  const ranked = offers.map((offer) => ({ offer, rank: rank(offer) })).filter((one) => one.rank < 3);
  return ranked.sort((a, b) => a.rank - b.rank).map(({ offer }) => offer);
}
