import type { BatchCutter } from '../batch-cutter';
import type { ColumnBuffer } from '../columns';

/** What binds an IP address to a hardware address; texts as in `ArpColumns`. */
export interface ArpBinding {
  readonly iface: number;
  readonly vlan: number;
  readonly via: string;
  readonly op: number;
  readonly sender: string;
  readonly senderMac: string;
  readonly target: string;
  readonly targetMac: string;
  readonly frameMac: string;
  readonly frameTo: string;
  readonly previousMac: string;
  readonly gratuitous: boolean;
}

/** A binding and how often it was told in a second; times in µs. */
export interface CountedBinding {
  readonly binding: ArpBinding;
  time: number;
  last: number;
  count: number;
}

/** Writes bindings. */
export class ArpRecorder {
  private readonly row: ColumnBuffer;

  constructor(private readonly cutter: BatchCutter) {
    this.row = cutter.open('arp');
  }

  write({ binding, time, last, count }: CountedBinding, atUs: number): void {
    const { numbers, texts } = this.row;
    let n = 0;
    numbers[n++] = atUs;
    numbers[n++] = time;
    numbers[n++] = last;
    numbers[n++] = binding.iface;
    numbers[n++] = binding.vlan;
    numbers[n++] = binding.op;
    numbers[n++] = binding.gratuitous ? 1 : 0;
    numbers[n++] = count;
    texts[0] = binding.via;
    texts[1] = binding.sender;
    texts[2] = binding.senderMac;
    texts[3] = binding.target;
    texts[4] = binding.targetMac;
    texts[5] = binding.frameMac;
    texts[6] = binding.frameTo;
    texts[7] = binding.previousMac;
    this.cutter.push(this.row, Math.min(time, atUs), time, last);
  }
}
