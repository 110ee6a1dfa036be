import type { Value } from './ast';
import type { Field } from './fields/field';
import type { StringToken, WordToken } from './lexer';
import { readAddresses } from './literals/address';
import { isCoded, readCode } from './literals/codes';
import { readCommunity, readFlags } from './literals/named';
import { type Quantity, readQuantity } from './literals/quantity';
import { refuse, type TextSpan } from './problem';

export type ValueToken = WordToken | StringToken;

/** Reads pseudonyms for readers who see traffic masked: what it stands for, or null when it is none. */
export type MaskedReaders = Readonly<Record<MaskedClass, (pseudonym: string, at: TextSpan) => string | null>>;
/** Classes of values that have pseudonyms; an answer is an address or a name. */
export type MaskedClass = 'address' | 'name' | 'answer' | 'community';

/** Whether masked readers see pseudonyms in the place of its values. */
export const isMasked = (field: Field): field is Field & { readonly masking: MaskedClass } =>
  field.masking !== 'public' && field.masking !== 'internal' && field.masking !== 'hidden';

/** What a token says, without quotes and escapes. */
export const textOf = (token: ValueToken): string =>
  token.type === 'word' ? token.text : token.chars.map(({ char }) => char).join('');

/** The value that a field is compared with. @throws Refusal */
export function readValue(field: Field, token: ValueToken, masked: MaskedReaders | null): Value {
  const text = clearText(field, textOf(token), token, masked);
  if (isCoded(field.type)) return { is: 'number', value: readCode(field.type, text, token) };
  switch (field.type) {
    case 'address':
      return readAddresses(text, token);
    case 'flags':
      return { is: 'number', value: readFlags(text, token) };
    case 'community':
      return { is: 'text', text: readCommunity(text, token, token.type === 'string') };
    case 'text':
      if (text === '')
        return refuse('value', token, `No field holds an empty text. Write \`${field.name} not exists\`.`);
      return { is: 'text', text };
    default:
      return readNumbers(field.type, text, token);
  }
}

function readNumbers(quantity: Quantity, text: string, at: TextSpan): Value {
  const ends = text.split('..');
  if (ends.length !== 2) return { is: 'number', value: readQuantity(quantity, text, at) };
  const [from, to] = ends.map((end) => readQuantity(quantity, end, at)) as [number, number];
  if (from > to)
    refuse('value', at, 'This range is empty: its end comes before its start. Swap them.', `${ends[1]}..${ends[0]}`);
  return { is: 'numbers', from, to };
}

/** What a masked reader means by a pseudonym; for everybody else the text itself. @throws Refusal */
function clearText(field: Field, text: string, at: TextSpan, masked: MaskedReaders | null): string {
  if (masked === null || !isMasked(field)) return text;
  return (
    masked[field.masking](text, at) ??
    refuse(
      'masked',
      at,
      `\`${field.name}\` is masked for you. Compare it with a value exactly as it was shown to you, one at a time.`,
    )
  );
}
