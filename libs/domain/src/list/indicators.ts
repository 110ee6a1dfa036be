import type { ListKind } from '@wireledger/events';
import { formatIp, parsePrefix } from '@wireledger/kernel';

import type { Indicator } from './indicator';
import { type FoundPrefix, PrefixTable } from './prefix-table';
import { TextTable } from './text-table';

/** The entry that something is on a list by. */
export interface Found {
  readonly indicator: string;
  /** Where it stood in the file, from 1; 0 = added by hand. */
  readonly line: number;
}

/** The entries of a list: addresses are found by the longest prefix, names by themselves and what they are below, fingerprints whole. */
export class Indicators {
  private readonly texts: TextTable;
  private readonly prefixes: PrefixTable;

  constructor(
    readonly kind: ListKind,
    seed = 0,
  ) {
    this.texts = new TextTable(seed);
    this.prefixes = new PrefixTable(seed);
  }

  get size(): number {
    return this.texts.size + this.prefixes.size;
  }

  /** False when it was there. */
  add({ text, prefix }: Pick<Indicator, 'text' | 'prefix'>, line: number): boolean {
    if (this.kind !== 'addresses') return this.texts.add(text, line);
    const parsed = prefix ?? parsePrefix(text);
    return parsed !== null && this.prefixes.add(parsed, line);
  }

  /** Whether exactly this entry is there. */
  has({ text, prefix }: Pick<Indicator, 'text' | 'prefix'>): boolean {
    if (this.kind !== 'addresses') return this.texts.find(text) >= 0;
    const parsed = prefix ?? parsePrefix(text);
    return parsed !== null && this.prefixes.has(parsed);
  }

  /** What is on the list by which entry: an address, a name in lower case, a fingerprint. */
  find(text: string): Found | null {
    if (this.kind === 'addresses') {
      const found = this.prefixes.find(text);
      return found ? { indicator: textOf(found) ?? text, line: found.line } : null;
    }
    if (this.kind === 'fingerprints') {
      const line = this.texts.find(text);
      return line < 0 ? null : { indicator: text, line };
    }
    const end = this.texts.findEnd(text);
    return end ? { indicator: end.from === 0 ? text : text.slice(end.from), line: end.line } : null;
  }
}

/** A prefix as it is written, a whole address without its length; null when it is the address itself that was asked for. */
function textOf({ bytes, length, of }: FoundPrefix): string | null {
  if (bytes === null) return null;
  return length === of ? formatIp(bytes) : `${formatIp(bytes)}/${length}`;
}
