import type { ListKind } from '@wireledger/events';
import { formatIp, parseIp, parsePrefix } from '@wireledger/kernel';

import type { Indicator } from './indicator';
import { PrefixTable } from './prefix-table';
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
      return found ? { indicator: prefixOf(text, found.of, found.length), line: found.line } : null;
    }
    if (this.kind === 'fingerprints') {
      const line = this.texts.find(text);
      return line < 0 ? null : { indicator: text, line };
    }
    const from = this.texts.findEnd(text);
    if (from < 0) return null;
    const indicator = from === 0 ? text : text.slice(from);
    return { indicator, line: this.texts.find(indicator) };
  }
}

/** The prefix of so many bits that an address lies in. */
function prefixOf(address: string, of: 32 | 128, length: number): string {
  // Sensors write addresses in their one way, and nearly all entries are whole ones.
  if (length === of && !address.startsWith('::ffff:')) return address;
  const bytes = parseIp(address) as Uint8Array;
  const own = bytes.length === 16 && of === 32 ? bytes.slice(12) : bytes;
  if (length === of) return formatIp(own);
  const { bytes: masked } = parsePrefix(`${formatIp(own)}/${length}`) as NonNullable<ReturnType<typeof parsePrefix>>;
  return `${formatIp(masked)}/${length}`;
}
