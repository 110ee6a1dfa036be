import type { BatchCutter } from '../batch-cutter';
import type { ColumnBuffer } from '../columns';
import { ByteHistogram } from './byte-histogram';

const MAX_SIZES = 64;

/** Messages of one direction. */
export class EchoSide {
  count = 0;
  bytes = 0;
  least = 0;
  most = 0;
  readonly sizes = new Set<number>();
  readonly histogram = new ByteHistogram();

  add(length: number): void {
    this.bytes += length;
    this.least = this.count === 0 ? length : Math.min(this.least, length);
    this.most = Math.max(this.most, length);
    if (this.sizes.size < MAX_SIZES) this.sizes.add(length);
    this.count++;
  }

  /** As new. */
  clear(): void {
    this.count = 0;
    this.bytes = 0;
    this.least = 0;
    this.most = 0;
    this.sizes.clear();
    this.histogram.clear();
  }
}

/** Echoes of one requester, responder and identifier in one second; times in µs. */
export interface EchoSecond {
  readonly flow: number;
  readonly client: string;
  readonly server: string;
  readonly proto: number;
  readonly id: number;
  readonly requests: EchoSide;
  readonly replies: EchoSide;
  time: number;
  last: number;
  mirrored: number;
  altered: number;
}

/** Writes seconds of echoes. */
export class EchoRecorder {
  private readonly row: ColumnBuffer;

  constructor(private readonly cutter: BatchCutter) {
    this.row = cutter.open('icmp');
  }

  write(echoes: EchoSecond, atUs: number): void {
    const { requests, replies, time, last } = echoes;
    const { numbers, texts } = this.row;
    let n = 0;
    numbers[n++] = echoes.flow;
    numbers[n++] = atUs;
    numbers[n++] = time;
    numbers[n++] = last;
    numbers[n++] = echoes.proto;
    numbers[n++] = echoes.id;
    numbers[n++] = requests.count;
    numbers[n++] = replies.count;
    numbers[n++] = requests.bytes;
    numbers[n++] = replies.bytes;
    numbers[n++] = requests.least;
    numbers[n++] = requests.most;
    numbers[n++] = replies.least;
    numbers[n++] = replies.most;
    numbers[n++] = requests.sizes.size;
    numbers[n++] = replies.sizes.size;
    numbers[n++] = echoes.mirrored;
    numbers[n++] = echoes.altered;
    numbers[n++] = requests.histogram.milliBits();
    numbers[n++] = replies.histogram.milliBits();
    texts[0] = echoes.client;
    texts[1] = echoes.server;
    this.cutter.push(this.row, Math.min(time, atUs), time, last);
  }
}
