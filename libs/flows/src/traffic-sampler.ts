import { APPS, type TopCounts } from '@wireledger/events/telemetry';
import type { BatchCutter } from './batch-cutter';
import type { ColumnBuffer } from './columns';
import { AddressCounts } from './top-counts';

/** Interfaces counted on their own; packets of later ones are counted with the last. */
const MAX_INTERFACES = 64;
const ROW = APPS.length;
const FIELDS = 5;
const PACKETS = 0;
const BYTES_IN = 1;
const BYTES_OUT = 2;
const QUERIES = 3;
const REQUESTS = 4;
const SECOND = 1_000_000;
const NO_TOP: TopCounts = [];

/** Counters of the running second by interface and application, written as rows when the second is over. */
export class TrafficSampler {
  readonly synSources = new AddressCounts();
  readonly askers = new AddressCounts();
  private counts = new Float64Array(ROW * FIELDS);
  private drops = new Float64Array(1);
  private interfaces = 1;
  private busy = false;
  private readonly row: ColumnBuffer;

  /** `packetless`: rows also of queries and requests without packets, which logs tell of. */
  constructor(
    private readonly cutter: BatchCutter,
    private readonly packetless = false,
  ) {
    this.row = cutter.open('traffic');
  }

  packet(iface: number, app: number, bytes: number, inwards: boolean): void {
    const at = this.place(iface, app);
    const { counts } = this;
    counts[at] = (counts[at] as number) + 1;
    const direction = at + (inwards ? BYTES_IN : BYTES_OUT);
    counts[direction] = (counts[direction] as number) + bytes;
    this.busy = true;
  }

  /** Several packets at once. */
  add(iface: number, app: number, packets: number, bytes: number, inwards: boolean): void {
    const at = this.place(iface, app);
    const { counts } = this;
    counts[at] = (counts[at] as number) + packets;
    const direction = at + (inwards ? BYTES_IN : BYTES_OUT);
    counts[direction] = (counts[direction] as number) + bytes;
    this.busy = true;
  }

  query(iface: number, app: number): void {
    const at = this.place(iface, app) + QUERIES;
    this.counts[at] = (this.counts[at] as number) + 1;
    if (this.packetless) this.busy = true;
  }

  request(iface: number, app: number): void {
    const at = this.place(iface, app) + REQUESTS;
    this.counts[at] = (this.counts[at] as number) + 1;
    if (this.packetless) this.busy = true;
  }

  /** Frames the capture lost in the running second. */
  dropped(iface: number, frames: number): void {
    this.place(iface, 0);
    const at = Math.min(iface, MAX_INTERFACES - 1);
    this.drops[at] = (this.drops[at] as number) + frames;
    if (frames > 0) this.busy = true;
  }

  /** The second that began at `second` (s since 1970) is over. True when it had packets. */
  close(second: number): boolean {
    if (!this.busy) return false;
    this.busy = false;
    const { counts } = this;
    let first = true;
    for (let iface = 0; iface < this.interfaces; iface++) {
      let wroteInterface = false;
      const lost = this.drops[iface] as number;
      for (let app = 0; app < ROW; app++) {
        const at = (iface * ROW + app) * FIELDS;
        if (counts[at + PACKETS] === 0 && !(this.packetless && this.asked(at))) continue;
        this.write(second, iface, app, at, wroteInterface ? 0 : lost, first);
        wroteInterface = true;
        first = false;
      }
      if (lost > 0 && !wroteInterface) {
        this.write(second, iface, -1, -1, lost, first);
        first = false;
      }
    }
    counts.fill(0);
    this.drops.fill(0);
    return true;
  }

  /** A row without packets: it says how far time has come. */
  writeEmpty(second: number): void {
    this.write(second, 0, -1, -1, 0, true);
  }

  private write(second: number, iface: number, app: number, at: number, drops: number, first: boolean): void {
    const { row, counts } = this;
    const { numbers } = row;
    numbers.fill(0);
    numbers[0] = second * SECOND;
    numbers[1] = iface;
    if (at >= 0) for (let field = 0; field < FIELDS; field++) numbers[2 + field] = counts[at + field] as number;
    numbers[2 + FIELDS] = drops;
    row.texts[0] = app < 0 ? '' : (APPS[app] as string);
    const topSyn = first ? this.synSources.take() : NO_TOP;
    const topQueries = first ? this.askers.take() : NO_TOP;
    row.values[0] = topSyn;
    row.values[1] = topQueries;
    row.json[0] = topSyn.length === 0 ? '[]' : JSON.stringify(topSyn);
    row.json[1] = topQueries.length === 0 ? '[]' : JSON.stringify(topQueries);
    this.cutter.push(row, second * SECOND, second * SECOND, second * SECOND);
  }

  private asked(at: number): boolean {
    return this.counts[at + QUERIES] !== 0 || this.counts[at + REQUESTS] !== 0;
  }

  private place(iface: number, app: number): number {
    if (iface >= MAX_INTERFACES) iface = MAX_INTERFACES - 1;
    if (iface >= this.interfaces) this.growTo(iface + 1);
    return (iface * ROW + app) * FIELDS;
  }

  private growTo(interfaces: number): void {
    const counts = new Float64Array(interfaces * ROW * FIELDS);
    counts.set(this.counts);
    this.counts = counts;
    const drops = new Float64Array(interfaces);
    drops.set(this.drops);
    this.drops = drops;
    this.interfaces = interfaces;
  }
}
