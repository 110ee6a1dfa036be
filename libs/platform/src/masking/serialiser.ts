import type { FieldClass } from '@wireledger/access';
import { badFilter, type FilterKind, unmaskFilter, writeString } from '@wireledger/filter';
import { DomainError, parseIp } from '@wireledger/kernel';

import { type AddressForm, type AddressMask, addressMasks } from './address-masks';
import type { MaskingKeys } from './masking-keys';
import { maskAddressesIn } from './prose';
import { type PseudonymKind, Pseudonyms } from './pseudonyms';

/** What masked readers see where text was left out. */
export const LEFT_OUT = 'masked';

const KIND_OF = { name: 'name', community: 'comm', cursor: 'cur' } as const satisfies Partial<
  Record<FieldClass, PseudonymKind>
>;
type ReadableClass = keyof typeof KIND_OF;

/** A masked address, name or community id in an expression, in quotes or not. */
const MASKED_TERM = /(["']?)\b((?:addr|comm|name)-[0-9a-z.:/]+)\1/g;
const ADDRESS_RECORDS = new Set(['A', 'AAAA']);

const isReadable = (fieldClass: FieldClass): fieldClass is ReadableClass => Object.hasOwn(KIND_OF, fieldClass);

interface TopListLike {
  readonly rows: readonly { readonly key: string }[];
}

/** What is asked for, and how. */
export interface Asked {
  /** Of the argument, for messages. */
  readonly path: string;
  /** One address is wanted: a network would be another question. */
  readonly single: boolean;
  /** What an expression is about: flows unless told otherwise. */
  readonly kind?: FilterKind;
}

/**
 * Masks what is answered and reads what is asked, by the class of the field: the one place where addresses and names become something else, for answers
 * of the API, live frames, files and messages.
 */
export class MaskingSerialiser {
  private readonly pseudonyms: Pseudonyms;
  private readonly masks: Readonly<Record<AddressForm, AddressMask>>;

  /** @param form what becomes of addresses, at the moment of the call */
  constructor(
    keys: MaskingKeys,
    private readonly form: () => AddressForm,
  ) {
    this.pseudonyms = new Pseudonyms(keys.pseudonyms);
    this.masks = addressMasks(keys);
  }

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
        return this.mask(ADDRESS_RECORDS.has(type) ? 'address' : 'name', value, owner);
      }
      case 'address':
      case 'party':
        return this.address(text);
      case 'prose':
        return maskAddressesIn(text, (address) => this.masks[this.form()].of(address));
      default:
        return text === '' ? '' : this.pseudonyms.of(KIND_OF[fieldClass], text);
    }
  }

  /** What a masked reader asked for, in clear. @throws DomainError BAD_USER_INPUT when it is no masked value of that class; BAD_FILTER */
  unmask(fieldClass: FieldClass, value: unknown, asked: Asked): unknown {
    if (fieldClass === 'filter' && typeof value === 'string') return this.unmaskFilter(value, asked.kind ?? 'flow');
    if (value === null || value === undefined) return value;
    if (fieldClass !== 'party' && fieldClass !== 'address' && !isReadable(fieldClass)) return value;
    if (Array.isArray(value)) return value.map((item: unknown) => this.unmask(fieldClass, item, asked));
    const clear = typeof value === 'string' ? this.read(fieldClass, value) : null;
    if (clear === null)
      throw new DomainError(
        'BAD_USER_INPUT',
        `\`${asked.path}\`: addresses and names are masked for you. Ask with a value exactly as it was shown to you.`,
      );
    if (asked.single && clear.includes('/') && this.readAddress(value as string) === clear)
      throw new DomainError(
        'BAD_USER_INPUT',
        `\`${asked.path}\`: a network stands for many addresses, and this is about one. Reveal addresses first, if you may.`,
      );
    return clear;
  }

  /** The same for somebody who is shown everything just now: what he was shown before is read too, everything else stays. */
  unmaskKnown(fieldClass: FieldClass, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => this.unmaskKnown(fieldClass, item));
    if (typeof value !== 'string') return value;
    if (fieldClass === 'filter')
      return value.replace(MASKED_TERM, (written, _quote, term: string) => {
        const text = this.pseudonyms.read('comm', term) ?? this.pseudonyms.read('name', term);
        return text === null ? (this.readAddress(term) ?? written) : writeString(text);
      });
    if (fieldClass !== 'party' && fieldClass !== 'address' && !isReadable(fieldClass)) return value;
    return this.read(fieldClass, value) ?? value;
  }

  private read(fieldClass: 'party' | 'address' | ReadableClass, text: string): string | null {
    if (fieldClass === 'address') return this.readAddress(text);
    if (fieldClass === 'party') return this.readAddress(text) ?? this.pseudonyms.read('name', text);
    return this.pseudonyms.read(KIND_OF[fieldClass], text);
  }

  /** Keyed pseudonyms are read in every form: they prove that they were shown. */
  private readAddress(text: string): string | null {
    return this.masks[this.form()].read(text) ?? this.masks.pseudonym.read(text);
  }

  private address(text: string): string {
    const address = parseIp(text);
    return address ? this.masks[this.form()].of(address) : this.pseudonyms.of('name', text);
  }

  /** An expression with what its masked values stand for. @throws DomainError BAD_FILTER when it would tell of masked values */
  private unmaskFilter(text: string, kind: FilterKind): string {
    if (text.trim() === '') return '';
    const unmasked = unmaskFilter(text, kind, (of, masked) => {
      if (of === 'address') return this.readAddress(masked);
      if (of !== 'answer') return this.pseudonyms.read(KIND_OF[of], masked);
      // A network is no answer.
      const address = this.readAddress(masked);
      return address === null || address.includes('/') ? this.pseudonyms.read('name', masked) : address;
    });
    if (!unmasked.ok) throw badFilter(text, unmasked.problem);
    return unmasked.text;
  }

  /** A top list's class is that of its keys. */
  private maskKeys(fieldClass: FieldClass, list: TopListLike): TopListLike {
    return { ...list, rows: list.rows.map((row) => ({ ...row, key: this.mask(fieldClass, row.key, row) as string })) };
  }
}
