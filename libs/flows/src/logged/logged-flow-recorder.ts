import type { LoggedFlow } from '@wireledger/decoders';
import { APP_BY, type App, APPS, FLOW_END_REASONS, FLOW_MARKS, FLOW_RECORD_KINDS } from '@wireledger/events/telemetry';

import { appOfPorts, OTHER } from '../app-ports';
import type { BatchCutter } from '../batch-cutter';
import type { ColumnBuffer } from '../columns';
import { isSure } from './originator';

const END = FLOW_RECORD_KINDS.indexOf('end');
const TCP = 6;
const UDP = 17;

/** Label of a flow by what the tool recognised, else by port, and what tells it, as a bit of `marks`. */
export function labelOf({ app, ends }: LoggedFlow): { readonly label: App; readonly by: number } {
  const known = (APPS as readonly string[]).includes(app) && app !== 'other' && app !== 'icmp' && app !== 'arp';
  if (known) return { label: app as App, by: APP_BY.content };
  const id = appOfPorts(ends.proto, ends.srcPort, ends.dstPort);
  return {
    label: APPS[id] as App,
    by: id !== OTHER && (ends.proto === TCP || ends.proto === UDP) ? APP_BY.port : 0,
  };
}

/** Writes flows that a log tells of: one record each, the one that ends it, with all that there was in it as new. */
export class LoggedFlowRecorder {
  private readonly row: ColumnBuffer;

  constructor(private readonly cutter: BatchCutter) {
    this.row = cutter.open('flow');
  }

  /** `ordinal` = its number in the source, `atUs` = virtual second. */
  write(flow: LoggedFlow, ordinal: number, atUs: number): void {
    const { ends, us, lastUs, packets, bytes, payload, flags, syns, resets } = flow;
    const { label, by } = labelOf(flow);
    const { numbers, texts } = this.row;
    let n = 0;
    const put = (...values: readonly number[]) => {
      for (const value of values) numbers[n++] = value;
    };
    put(ordinal, 0, END, FLOW_END_REASONS.indexOf(flow.reason), atUs, us, lastUs, 0, flow.vlan, ends.proto);
    put(ends.srcPort, ends.dstPort, isSure(flow) ? 1 : 0, flags[0], flags[1]);
    put(...packets, ...bytes, ...payload);
    put(us, lastUs, ...packets, ...bytes, ...payload);
    put(syns, syns > 0 ? us : 0, syns > 0 ? us : 0, resets, resets > 0 ? lastUs : 0, resets > 0 ? lastUs : 0);
    put(-1, 0, 0, by | (flow.ofIp ? FLOW_MARKS.exported : 0));
    [ends.src, ends.dst, flow.state, flow.history, label, '', ''].forEach((text, i) => (texts[i] = text));
    this.cutter.push(this.row, Math.min(us, atUs), us, lastUs);
  }
}
