import { type BadReason, bad, type LineFate, type LoggedKind, loggedAtUs, type LogEntry, shownWord } from './entry';
import { eveEntry } from './eve/eve-events';
import { type Json, objectAt } from './eve/eve-values';
import { type LogFormat, TEXT_LOGS } from './log-format';
import type { TextSurroundings } from './text/text-log';
import { readFields } from './unread-fields';
import { ZeekJsonRow, zeekPathOf } from './zeek/zeek-json';
import { zeekEntry } from './zeek/zeek-rows';
import { NO_HEAD, type ZeekHead, ZeekTsv } from './zeek/zeek-tsv';

const BRACE = 0x7b;
/** Longest line of the formats that are looked at as a whole: servers cut requests long before. */
const MAX_TEXT_LINE = 65_536;
/** Kinds of lines without facts, and names of fields without columns, that are told apart. */
const MAX_KINDS = 64;
const MAX_FIELDS = 256;
const THE_REST = 'others';
/** What they say is in the handshakes that name them. */
const CERTIFICATES = 'certificates of handshakes';

/** What became of the lines of a log. */
export interface LogFigures {
  lines: number;
  /** Lines of each kind of facts. */
  readonly entries: Record<LoggedKind, number>;
  /** Well-formed lines of which there are no facts, by what they tell of. */
  readonly others: Record<string, number>;
  /** Lines that could not be read, by reason. */
  readonly bad: Partial<Record<BadReason, number>>;
  /** Fields that there are no columns for. */
  readonly unread: Set<string>;
}

/** No lines of any kind of facts. */
export const noEntries = (): Record<LoggedKind, number> => ({ flow: 0, dns: 0, http: 0, tls: 0, auth: 0, dhcp: 0 });

export const noLogFigures = (): LogFigures => ({
  ...{ lines: 0, entries: noEntries(), others: {}, bad: {} },
  unread: new Set(),
});

/** Counts lines without facts by what they tell of; beyond so many kinds they are all `others`. */
export function addOther(others: Record<string, number>, what: string, count: number): void {
  const known = Object.hasOwn(others, what) || Object.keys(others).length < MAX_KINDS;
  const key = known ? what : THE_REST;
  others[key] = (others[key] ?? 0) + count;
}

/** Reads the lines of one log, each to what it tells of. Never throws; what a line is not fit for is counted. */
export class LogReader {
  readonly figures: LogFigures = noLogFigures();
  private readonly tsv = new ZeekTsv();

  /** `name` = the file's name: JSON logs of Zeek often say nowhere else which log they are. */
  constructor(
    readonly format: LogFormat,
    private readonly name: string,
    private readonly around: TextSurroundings,
  ) {}

  /** What the lines so far say of how the next are read, for whoever goes on later. */
  get head(): ZeekHead {
    return this.tsv.head;
  }

  set head(head: ZeekHead) {
    this.tsv.head = head;
  }

  /** A line without its end; null = longer than any that is read. Answers what it tells of, null when there is no fact in it. */
  line(line: Buffer | null): LogEntry | null {
    if (line !== null && line.length === 0) return null;
    const fate = line === null ? bad('too long') : this.inTime(this.fate(line));
    if (fate === null) return null;
    const { figures } = this;
    figures.lines++;
    if (fate.kind === 'bad') figures.bad[fate.reason] = (figures.bad[fate.reason] ?? 0) + 1;
    else if (fate.kind === 'other') this.countOther(fate.what);
    else if (fate.kind === 'certificate') {
      this.countOther(CERTIFICATES);
      return fate;
    } else {
      figures.entries[fate.kind]++;
      return fate;
    }
    return null;
  }

  /** A clock that is wrong would take the time of everything after it along. */
  private inTime(fate: LineFate): LineFate {
    if (fate === null || fate.kind === 'bad' || fate.kind === 'other') return fate;
    return Math.max(fate.us, loggedAtUs(fate)) > this.around.latestUs ? bad('time in the future') : fate;
  }

  /** A fact that was read came to nothing by itself: it belongs to no other, or only says more of the next. */
  unmatched(entry: LogEntry): void {
    if (entry.kind === 'certificate') return;
    this.figures.entries[entry.kind]--;
    // A line that says who signs in, and not yet how it went.
    this.countOther(entry.kind === 'auth' ? entry.service : 'answers without their query');
  }

  private countOther(what: string): void {
    addOther(this.figures.others, what, 1);
  }

  private fate(line: Buffer): LineFate {
    const { format } = this;
    if (format === 'eve') return this.eve(line);
    if (format !== 'zeek' && line.length > MAX_TEXT_LINE) return bad('too long');
    if (format !== 'zeek') return TEXT_LOGS[format].line(line.toString('latin1'), this.around);
    if (line[0] === BRACE) return this.zeekJson(line);
    const row = this.tsv.line(line.toString('latin1'));
    if (row === null) {
      this.unread(readFields('zeek', this.tsv.head.path), this.tsv.fields);
      return null;
    }
    return 'kind' in row ? row : zeekEntry(this.tsv.head === NO_HEAD ? '' : this.tsv.head.path, row);
  }

  private zeekJson(line: Buffer): LineFate {
    const object = parsed(line);
    if (object === null) return bad('no JSON object');
    const path = zeekPathOf(object) || (/^[a-z0-9_]{1,32}/.exec(this.name)?.[0] ?? '');
    this.unread(readFields('zeek', path), Object.keys(object));
    return zeekEntry(path, new ZeekJsonRow(object));
  }

  private eve(line: Buffer): LineFate {
    const object = parsed(line);
    if (object === null) return bad('no JSON object');
    const type = object['event_type'];
    if (typeof type === 'string') this.unread(readFields('eve', type), Object.keys(objectAt(object, type)));
    return eveEntry(object);
  }

  private unread(read: ReadonlySet<string> | null, names: Iterable<string>): void {
    if (read === null) return;
    const { unread } = this.figures;
    for (const name of names) if (!read.has(name) && unread.size < MAX_FIELDS) unread.add(shownWord(name));
  }
}

function parsed(line: Buffer): Json | null {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
  } catch {
    return null;
  }
}
