import type { BatchCutter } from '../batch-cutter';
import type { ColumnBuffer } from '../columns';

const SECOND = 1_000_000;
/** Rows of an exporter that has nothing new to tell but its counts. */
const EVERY_S = 60;

/** What is known of an exporter at a moment; counts are those of ever. */
export interface ExporterState {
  readonly ordinal: number;
  readonly address: string;
  readonly protocol: string;
  readonly domain: number;
  readonly seenUs: number;
  readonly datagrams: number;
  readonly flows: number;
  readonly others: number;
  readonly sampling: number;
  readonly lost: number;
  readonly held: number;
  readonly unknown: number;
  readonly damaged: number;
  /** Its clock minus ours, µs. */
  readonly clockUs: number;
}

/** Writes what came from each exporter, when a minute is over or something went missing. */
export class ExportRecorder {
  private readonly row: ColumnBuffer;
  private readonly before = new Map<number, ExporterState & { readonly second: number }>();

  constructor(private readonly cutter: BatchCutter) {
    this.row = cutter.open('export');
  }

  /** The virtual second `second` (s since 1970) is over; all of them are written with `all`. */
  close(second: number, exporters: Iterable<ExporterState>, all = false): void {
    for (const now of exporters) {
      const before = this.before.get(now.ordinal);
      if (before && before.datagrams === now.datagrams && before.unknown === now.unknown) continue;
      const news =
        !before ||
        now.lost > before.lost ||
        now.unknown > before.unknown ||
        now.damaged > before.damaged ||
        now.sampling !== before.sampling ||
        (now.held > 0 && before.held === 0);
      if (news || all || second - before.second >= EVERY_S) this.write(second, now, before);
    }
  }

  private write(second: number, now: ExporterState, before: ExporterState | undefined): void {
    const { numbers, texts } = this.row;
    const since = (name: 'datagrams' | 'flows' | 'others' | 'lost' | 'unknown' | 'damaged') =>
      Math.max(0, now[name] - (before?.[name] ?? 0));
    let n = 0;
    numbers[n++] = second * SECOND;
    numbers[n++] = now.seenUs;
    numbers[n++] = now.ordinal;
    numbers[n++] = now.domain;
    numbers[n++] = since('datagrams');
    numbers[n++] = since('flows');
    numbers[n++] = since('others');
    numbers[n++] = Math.round(now.sampling);
    numbers[n++] = since('lost');
    numbers[n++] = now.held;
    numbers[n++] = since('unknown');
    numbers[n++] = since('damaged');
    numbers[n++] = now.clockUs;
    texts[0] = now.address;
    texts[1] = now.protocol;
    // A late datagram makes fewer of the lost ones: those that were told of stay told.
    const lost = Math.max(now.lost, before?.lost ?? 0);
    this.before.set(now.ordinal, { ...now, lost, second });
    this.cutter.push(this.row, Math.min(second * SECOND, now.seenUs), second * SECOND, second * SECOND);
  }
}
