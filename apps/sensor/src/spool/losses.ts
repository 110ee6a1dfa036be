import type { Damage } from './segments';
import type { Spooled } from './spool';

interface Whole {
  readonly source: string;
  readonly occ: number;
}

/** Batches that are gone: of which source, after which packet time and before which, µs; null where it is not known. */
export interface Missing {
  readonly source: string | null;
  readonly fromUs: number | null;
  readonly toUs: number | null;
}

/** What a spool lost, put between the batches around it. */
export class Losses {
  /** Batches that are gone, since the process started. */
  count = 0;
  /** The last whole batch before what is looked at. */
  private before: Whole | null = null;
  private missing: Missing[] = [];

  /** A batch that is whole: what is missing before it ends there. */
  see({ source, occ }: Whole): void {
    this.before = { source, occ };
    this.missing = this.missing.map((one) =>
      one.toUs === null && (one.source ?? source) === source ? { ...one, source, toUs: occ } : one,
    );
  }

  /** Met while the spool is opened. What was torn nobody has taken: its source reads it again, or tells itself that it was cut off. */
  miss({ torn, records }: Damage, before = this.before): void {
    if (torn) return;
    this.count += records;
    this.missing.push({ source: before?.source ?? null, fromUs: before?.occ ?? null, toUs: null });
  }

  /** Met among items that are handed over now. */
  missAmong(damage: Damage, items: readonly Spooled[]): void {
    const batches = items.flatMap(({ sequence, item }) => (item.kind === 'batch' ? [{ sequence, item }] : []));
    const before = batches.findLast(({ sequence }) => sequence < damage.from)?.item ?? this.before;
    const after = batches.find(({ sequence }) => sequence > damage.from)?.item;
    this.miss(damage, before);
    if (after) this.missing = this.missing.map((one) => ({ ...one, toUs: one.toUs ?? after.occ }));
  }

  /** What is to be told; told once. */
  take(): Missing[] {
    return this.missing.splice(0);
  }
}
