import type { Pool } from 'pg';

interface Entry {
  readonly class: number;
  readonly no: number;
  readonly name: string;
}

/**
 * Event types by number, and the classes they stand in, as of one load. Entries are only ever added, so their count is a version:
 * a read whose snapshot counts more than its selection was made from is done again with a newer load.
 */
export class TypeNames {
  /** Before the first load: its version never equals a count. */
  static readonly unloaded = new TypeNames([], -1);

  private readonly names: ReadonlyMap<number, string>;

  private constructor(
    private readonly entries: readonly Entry[],
    /** Number of (class, type) pairs known. */
    readonly version: number,
  ) {
    this.names = new Map(entries.map(({ no, name }) => [no, name]));
  }

  static async load(pool: Pool): Promise<TypeNames> {
    const { rows } = await pool.query<Entry>(
      'select x.class, e.no, e.name from el.class_type x join el.etype e on e.no = x.type_no',
    );
    return new TypeNames(rows, rows.length);
  }

  has(no: number): boolean {
    return this.names.has(no);
  }

  /** @throws when the number is not known */
  name(no: number): string {
    const name = this.names.get(no);
    if (name === undefined) throw new Error(`event type ${no} is not in el.etype`);
    return name;
  }

  /** Types whose name matches, and the classes they stand in. */
  select(matches: (name: string) => boolean): { classes: number[]; types: number[] } {
    const wanted = this.entries.filter(({ name }) => matches(name));
    return {
      classes: [...new Set(wanted.map((entry) => entry.class))],
      types: [...new Set(wanted.map(({ no }) => no))],
    };
  }

  everything(): { classes: number[]; types: null } {
    return { classes: [...new Set(this.entries.map((entry) => entry.class))], types: null };
  }
}
