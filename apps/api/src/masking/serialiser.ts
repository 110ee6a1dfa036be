import type { FieldClass } from '@wireledger/access';
import { badFilter, unmaskFilter } from '@wireledger/filter';
import { DomainError } from '@wireledger/kernel';

import type { PseudonymKind, Pseudonyms } from './pseudonyms';

/** What masked readers see where text was left out. */
export const LEFT_OUT = 'masked';

const KIND_OF = { address: 'addr', name: 'name', community: 'comm', cursor: 'cur' } as const satisfies Partial<
  Record<FieldClass, PseudonymKind>
>;
/** What may be either is read as either. */
const PARTY_KINDS = ['addr', 'name'] as const satisfies readonly PseudonymKind[];
type ReadableClass = keyof typeof KIND_OF;

const ADDRESS_RECORDS = new Set(['A', 'AAAA']);

const isReadable = (fieldClass: FieldClass): fieldClass is ReadableClass => Object.hasOwn(KIND_OF, fieldClass);

interface TopListLike {
  readonly rows: readonly { readonly key: string }[];
}

/** Masks what is answered and reads what is asked, by the class of the field: the one place where addresses and names become pseudonyms. */
export class MaskingSerialiser {
  constructor(private readonly pseudonyms: Pseudonyms) {}

  /** A value of the class as a masked reader sees it. `owner` is the object that holds the field. */
  mask(fieldClass: FieldClass, value: unknown, owner: unknown): unknown {
    if (value === null || value === undefined) return value;
    if (Array.isArray(value)) return value.map((item: unknown) => this.mask(fieldClass, item, owner));
    if (typeof value === 'object') return this.maskKeys(fieldClass, value as TopListLike);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    switch (fieldClass) {
      case 'public':
      case 'internal':
      case 'person':
        return value;
      case 'nameFact':
        return 0;
      case 'derived':
        return null;
      case 'free':
      case 'filter':
        return LEFT_OUT;
      case 'answer': {
        const { type } = owner as { type: string };
        return ADDRESS_RECORDS.has(type) ? this.pseudonyms.ofAddress(text) : this.mask('name', value, owner);
      }
      case 'address':
      case 'party':
        return this.pseudonyms.ofAddress(text);
      default:
        return text === '' ? '' : this.pseudonyms.of(KIND_OF[fieldClass], text);
    }
  }

  /** What a masked reader asked for, in clear. @throws DomainError BAD_USER_INPUT when it is no pseudonym of that class; BAD_FILTER */
  unmask(fieldClass: FieldClass, value: unknown, path: string): unknown {
    if (fieldClass === 'filter' && typeof value === 'string') return this.unmaskFilter(value);
    if (value === null || value === undefined || !(fieldClass === 'party' || isReadable(fieldClass))) return value;
    if (Array.isArray(value)) return value.map((item: unknown) => this.unmask(fieldClass, item, path));
    const kinds = fieldClass === 'party' ? PARTY_KINDS : [KIND_OF[fieldClass]];
    for (const kind of kinds) {
      const clear = typeof value === 'string' ? this.pseudonyms.read(kind, value) : null;
      if (clear !== null) return clear;
    }
    throw new DomainError(
      'BAD_USER_INPUT',
      `\`${path}\`: addresses and names are masked for you. Ask with a value exactly as it was shown to you.`,
    );
  }

  /** An expression with what its pseudonyms stand for. @throws DomainError BAD_FILTER when it would tell of masked values */
  private unmaskFilter(text: string): string {
    if (text.trim() === '') return '';
    const unmasked = unmaskFilter(text, 'flow', (of, pseudonym) => this.pseudonyms.read(KIND_OF[of], pseudonym));
    if (!unmasked.ok) throw badFilter(text, unmasked.problem);
    return unmasked.text;
  }

  /** A top list's class is that of its keys. */
  private maskKeys(fieldClass: FieldClass, list: TopListLike): TopListLike {
    return { ...list, rows: list.rows.map((row) => ({ ...row, key: this.mask(fieldClass, row.key, row) as string })) };
  }
}
