import { type BadLine, bad } from '../entry';
import type { ZeekRow } from './zeek-row';

/** Fields of a line at most; Zeek's own logs have fewer than a hundred. */
const MAX_FIELDS = 512;

/** What the head of a log says of the lines after it. Plain values: a reader that goes on later takes them up again. */
export interface ZeekHead {
  readonly separator: string;
  readonly setSeparator: string;
  readonly empty: string;
  readonly unset: string;
  readonly path: string;
  readonly fields: readonly string[];
}

export const NO_HEAD: ZeekHead = {
  ...{ separator: '\t', setSeparator: ',', empty: '(empty)', unset: '-', path: '' },
  fields: [],
};

/** Zeek's fields of connections, of whatever sign between scopes. */
const SCOPED = /^id[^a-z0-9](orig|resp)_([hp])$/;

class TsvRow implements ZeekRow {
  constructor(
    private readonly head: ZeekHead,
    private readonly at: ReadonlyMap<string, number>,
    private readonly values: readonly string[],
  ) {}

  raw(name: string): string | null {
    const at = this.at.get(name);
    const value = at === undefined ? undefined : this.values[at];
    if (value === undefined || value === this.head.unset) return null;
    return value === this.head.empty ? '' : value;
  }

  list(name: string): readonly string[] | null {
    const raw = this.raw(name);
    if (raw === null) return null;
    return raw === '' ? [] : raw.split(this.head.setSeparator);
  }
}

/** Reads lines of Zeek's ASCII logs (`base/frameworks/logging/writers/ascii`). A head may come again at any line, with other fields. */
export class ZeekTsv {
  private at = new Map<string, number>();
  private now: ZeekHead = NO_HEAD;

  get head(): ZeekHead {
    return this.now;
  }

  set head(head: ZeekHead) {
    this.now = head;
    this.at = new Map(head.fields.map((name, i) => [name.replace(SCOPED, 'id.$1_$2'), i]));
  }

  /** Names of the fields of the rows that come. */
  get fields(): Iterable<string> {
    return this.at.keys();
  }

  /** A line without its end, one character a byte; null when it is no row. */
  line(text: string): ZeekRow | BadLine | null {
    if (text.startsWith('#')) {
      this.directive(text);
      return null;
    }
    const { now } = this;
    if (now.fields.length === 0) return bad('no fields named yet');
    const values = text.split(now.separator, MAX_FIELDS + 1);
    return values.length === now.fields.length ? new TsvRow(now, this.at, values) : bad('wrong number of fields');
  }

  private directive(text: string): void {
    // The separator's own line is told apart by a blank: what it is, it only says.
    const separator = /^#separator (.{1,32})$/.exec(text)?.[1];
    if (separator !== undefined) {
      this.head = { ...NO_HEAD, separator: unescaped(separator) || '\t' };
      return;
    }
    const [name, ...values] = text.split(this.now.separator, MAX_FIELDS + 1);
    const [first = ''] = values;
    switch (name) {
      case '#set_separator':
        this.head = { ...this.now, setSeparator: unescaped(first) || ',' };
        return;
      case '#empty_field':
        this.head = { ...this.now, empty: unescaped(first) };
        return;
      case '#unset_field':
        this.head = { ...this.now, unset: unescaped(first) };
        return;
      case '#path':
        this.head = { ...this.now, path: first.slice(0, 64) };
        return;
      case '#fields':
        this.head = { ...this.now, fields: values };
        return;
      default:
        return; // #types are known by name, #open and #close are the file's
    }
  }
}

const unescaped = (text: string): string =>
  text.replace(/\\x([0-9a-fA-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
