import type { ListFormat } from '@wireledger/events';

import { type Indicator, isRefusal, type ListFor, type ReadIndicator, type Refusal, readIndicator } from './indicator';
import { Indicators } from './indicators';
import { jsonEntries } from './json-entries';
import { JsonText, MAX_JSON } from './json-text';
import { fieldsOf, isComment, layoutOf, type ListLayout } from './list-layout';
import { ListLines, MAX_LINE } from './list-lines';

/** Bounds of one file. */
export const LIST_LIMITS = { bytes: 256 * 1024 * 1024, entries: 5_000_000, lines: 10_000_000 } as const;
/** Lines that are told of those that were refused, and characters of a word on an entry that are kept. */
export const TOLD_REFUSALS = 100;
const MAX_NOTE = 200;
/** Lines that are held back until the format is known. */
const HELD = 400;

/** A line that was left out. */
export interface RefusedLine extends Refusal {
  readonly line: number;
  /** The value or line, at most 120 characters. */
  readonly text: string;
}

/** What a file held. */
export interface ListReport {
  readonly format: ListFormat;
  readonly lines: number;
  readonly entries: number;
  readonly duplicates: number;
  /** Left out on purpose: of another kind than the list's; in JSON also what was revoked, has ended, is not for detection, or is not one value. */
  readonly otherKind: number;
  readonly refused: number;
  /** The first hundred. */
  readonly refusals: readonly RefusedLine[];
}

/** A hosts file says these of itself. */
const HOSTS_OWN = /^(?:localhost(?:\..*)?|local|broadcasthost|0\.0\.0\.0|ip6-.*)$/;
const ENTRY_LINE = /^(\S+)(?:\s+(?:#|;|\/\/)\s*(.*)|\s*)$/;

/** Reads a file of entries that comes in pieces. Total: whatever comes is an entry, or a line that is told. Bounded by {@link LIST_LIMITS}. */
export class ListReader {
  readonly found: Indicators;
  private readonly lines = new ListLines();
  private readonly json: JsonText;
  private readonly held: [string | null, number][] = [];
  private layout: ListLayout | null = null;
  private headed = false;
  private duplicates = 0;
  private otherKind = 0;
  private refused = 0;
  private readonly refusals: RefusedLine[] = [];

  /** `onEntry` hears of each entry once, in the order of the file, `note` '' when nothing stands with it. `wanted` null: the format is found out. `nowUs`: entries that
   * say that they ended before are left out. */
  constructor(
    private readonly list: ListFor,
    private readonly wanted: ListFormat | null,
    private readonly onEntry: (indicator: Indicator, line: number, note: string) => void,
    seed = 0,
    private readonly nowUs = 0,
  ) {
    this.found = new Indicators(list.kind, seed);
    this.json = new JsonText(wanted === null ? null : wanted === 'stix' || wanted === 'misp');
  }

  /** True when a bound is reached: nothing more is read. */
  get full(): boolean {
    return this.found.size >= LIST_LIMITS.entries || this.lines.number >= LIST_LIMITS.lines;
  }

  push(text: string): void {
    const piece = this.json.push(text);
    if (piece !== null) this.lines.push(piece, (line, number) => this.line(line, number));
  }

  end(): ListReport {
    const left = this.json.end();
    if (left === null) return this.readJson();
    this.lines.push(left, (line, number) => this.line(line, number));
    this.lines.end((line, number) => this.line(line, number));
    const { format } = this.layout ?? this.settle();
    const { duplicates, otherKind, refused, refusals } = this;
    return {
      ...{ format, lines: this.lines.number, entries: this.found.size },
      ...{ duplicates, otherKind, refused, refusals },
    };
  }

  private readJson(): ListReport {
    const { text } = this.json;
    this.json.text = null;
    const read =
      text === null
        ? { problem: `it is JSON of over ${MAX_JSON / 2 ** 20} MiB`, mend: 'split it, or give it as text' }
        : jsonEntries(text, this.nowUs);
    const asked = this.wanted === 'misp' ? 'misp' : 'stix';
    const format = 'problem' in read ? asked : read.format;
    if ('problem' in read) this.refuse(1, text ?? '', read);
    else {
      for (const { value, note, place } of read.entries) this.take(readIndicator(value, this.list), place, value, note);
      this.otherKind += read.leftOut;
    }
    const { duplicates, otherKind, refused, refusals, found } = this;
    const lines = 'problem' in read ? 1 : read.objects;
    return { format, lines, entries: found.size, duplicates, otherKind, refused, refusals };
  }

  private line(line: string | null, number: number): void {
    if (this.full) return;
    if (this.layout) return this.read(line, number, this.layout);
    this.held.push([line, number]);
    if (this.held.length >= HELD) this.settle();
  }

  private settle(): ListLayout {
    const layout = layoutOf(
      this.held.flatMap(([line]) => line ?? []),
      this.list,
      this.wanted,
    );
    this.layout = layout;
    for (const [line, number] of this.held.splice(0)) this.read(line, number, layout);
    return layout;
  }

  private read(line: string | null, number: number, layout: ListLayout): void {
    if (line === null)
      return this.refuse(number, '', { problem: `the line has over ${MAX_LINE} characters`, mend: 'break it up' });
    if (isComment(line)) return;
    if (layout.header && !this.headed) return void (this.headed = true);
    if (layout.format === 'hosts') return this.hosts(line, number);
    if (layout.separator !== null) return this.fields(line, number, layout, layout.separator);
    const [, value = line, note = ''] = ENTRY_LINE.exec(line.trim()) ?? [];
    this.take(readIndicator(value, this.list), number, value, note);
  }

  /** `0.0.0.0 bad.example worse.example # why` */
  private hosts(line: string, number: number): void {
    const [said = '', note = ''] = line.split('#', 2);
    const [, ...names] = said.trim().split(/\s+/);
    if (names.length === 0)
      return this.refuse(number, line, {
        problem: 'no name stands behind the address',
        mend: 'write 0.0.0.0 bad.example',
      });
    for (const name of names) if (!HOSTS_OWN.test(name)) this.take(readIndicator(name, this.list), number, name, note);
  }

  private fields(line: string, number: number, layout: ListLayout, separator: string): void {
    const fields = fieldsOf(line, separator);
    const note = fields[layout.note] ?? '';
    if (layout.value >= 0) {
      const value = fields[layout.value] ?? '';
      return this.take(readIndicator(value, this.list), number, value, note);
    }
    const reads = fields.map((field) => readIndicator(field, this.list));
    const found =
      reads.find((read) => typeof read === 'object' && !isRefusal(read)) ?? reads.find((read) => read === 'other');
    this.take(found ?? (reads[0] as ReadIndicator), number, line, note);
  }

  private take(read: ReadIndicator, number: number, given: string, note: string): void {
    if (read === 'other') this.otherKind++;
    else if (isRefusal(read)) this.refuse(number, given, read);
    else if (this.full) return;
    else if (!this.found.add(read, number)) this.duplicates++;
    else this.onEntry(read, number, inert([read.aside, note].filter((part) => part.trim() !== '').join(', ')));
  }

  private refuse(line: number, text: string, { problem, mend }: Refusal): void {
    this.refused++;
    if (this.refusals.length < TOLD_REFUSALS)
      this.refusals.push({ line, text: inert(text).slice(0, 120), problem, mend });
  }
}

/** Words of others without control and invisible characters, at most 200 characters. */
const inert = (text: string): string =>
  text
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, MAX_NOTE);
