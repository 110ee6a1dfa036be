import { parseIp } from '@wireledger/kernel';

import { csvFields, readLines } from './csv-lines';
import { RangeTable } from './range-table';
import type { OpenFile } from './source';
import { UnusableFile } from './unusable-file';

const MOST_RANGES = 5_000_000;
const MOST_FACTS = 1_000_000;
const IPV4_NUMBERS = 2 ** 32;
const IPV6_NUMBERS = 1n << 128n;

/** What a line says behind its two addresses: a fact and the text that equal facts share; null when it says nothing usable. */
export type FactOf<Fact> = (fields: readonly string[]) => { readonly key: string; readonly fact: Fact } | null;

/**
 * Reads a CSV file of ranges: `first,last,…`, addresses as text or as decimal numbers, ascending, IPv4 and IPv6 in one file or in two. A file whose
 * addresses are numbers below 2³² is of IPv4. Equal facts are kept once.
 * @throws UnusableFile
 */
export async function openRangeFile<Fact>(file: string, shape: string, factOf: FactOf<Fact>): Promise<OpenFile<Fact>> {
  const tables = { 4: new RangeTable(1), 16: new RangeTable(4) };
  const facts: Fact[] = [];
  const numbers = new Map<string, number>();
  const [from, to] = [new AddressReader(), new AddressReader()];
  const wrong = (number: number, why: string) =>
    new UnusableFile(`${file}, line ${number} ${why}. Lines are ${shape}, in ascending order.`);
  const sha256 = await readLines(file, (line, number) => {
    const fields = csvFields(line);
    if (!fields) throw wrong(number, 'has a quotation mark that is not closed');
    const first = from.read(fields[0] ?? '', null);
    const last = first && to.read(fields[1] ?? '', first.length);
    if (!first || !last || first.length !== last.length) {
      // A header.
      if (number === 1 && fields.every((field) => /^[A-Za-z _-]*$/.test(field))) return;
      throw wrong(number, 'does not begin with two addresses of one family');
    }
    const found = factOf(fields.slice(2));
    if (!found) throw wrong(number, 'does not say what is there');
    let value = numbers.get(found.key);
    if (value === undefined) {
      value = facts.push(found.fact) - 1;
      numbers.set(found.key, value);
    }
    const table = tables[first.length as 4 | 16];
    if (table.size === MOST_RANGES || facts.length > MOST_FACTS)
      throw new UnusableFile(
        `${file} has more than ${MOST_RANGES} ranges or ${MOST_FACTS} facts. Use a smaller data set.`,
      );
    const problem = table.add(first, last, value);
    if (problem) throw wrong(number, problem);
  });
  const entries = tables[4].size + tables[16].size;
  if (entries === 0) throw new UnusableFile(`${file} has no ranges. Lines are ${shape}.`);
  tables[4].trim();
  tables[16].trim();
  return {
    find: (address) => facts[tables[address.length as 4 | 16].find(address)] ?? null,
    ...{ sha256, version: null, type: null, built: null, entries },
  };
}

/** Reads addresses as text or as decimal numbers; what it returns holds until the next one is read. */
class AddressReader {
  private readonly views = { 4: new DataView(new ArrayBuffer(4)), 16: new DataView(new ArrayBuffer(16)) };
  private readonly bytes = { 4: new Uint8Array(this.views[4].buffer), 16: new Uint8Array(this.views[16].buffer) };

  /** A number is of `length` bytes if told, else of the family that it fits in. */
  read(text: string, length: number | null): Uint8Array | null {
    if (!/^\d{1,39}$/.test(text)) return parseIp(text);
    const small = text.length <= 10 && Number(text) < IPV4_NUMBERS;
    if ((length ?? (small ? 4 : 16)) === 4) {
      if (!small) return null;
      this.views[4].setUint32(0, Number(text));
      return this.bytes[4];
    }
    const number = BigInt(text);
    if (number >= IPV6_NUMBERS) return null;
    this.views[16].setBigUint64(0, number >> 64n);
    this.views[16].setBigUint64(8, number & 0xffff_ffff_ffff_ffffn);
    return this.bytes[16];
  }
}
