import * as exported from './exported-flow';
import type { ExportedFlow } from './exported-flow';
import * as headers from './export-header';
import type { ExportHeader } from './export-header';
import * as values from './field-values';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { EXPORTED_DST, EXPORTED_SRC } = exported;
const { NETFLOW5_RECORD } = headers;
const { uptimeAge } = values;

const ICMP = 1;

/** Reads the records of a NetFlow v5 datagram one by one into `flow`; `give` is called after each. */
export function readNetflow5(
  header: ExportHeader,
  bytes: Uint8Array,
  view: DataView,
  flow: ExportedFlow,
  give: () => void,
): void {
  let pos = header.body;
  for (let n = 0; n < header.count; n++, pos += NETFLOW5_RECORD) {
    flow.clear();
    flow.version = 4;
    for (let i = 0; i < 4; i++) {
      flow.bytes[EXPORTED_SRC + i] = bytes[pos + i] as number;
      flow.bytes[EXPORTED_DST + i] = bytes[pos + 4 + i] as number;
    }
    flow.ingress = view.getUint16(pos + 12);
    flow.packets = view.getUint32(pos + 16);
    flow.octets = view.getUint32(pos + 20);
    const first = header.timeUs - uptimeAge(header.uptimeMs, view.getUint32(pos + 24)) * 1000;
    const last = header.timeUs - uptimeAge(header.uptimeMs, view.getUint32(pos + 28)) * 1000;
    flow.firstUs = Math.max(0, Math.min(first, last));
    flow.lastUs = Math.max(0, first, last);
    flow.srcPort = view.getUint16(pos + 32);
    flow.dstPort = view.getUint16(pos + 34);
    flow.flags = bytes[pos + 37] as number;
    flow.proto = bytes[pos + 38] as number;
    if (flow.proto === ICMP) {
      flow.srcPort = flow.dstPort >>> 8;
      flow.dstPort &= 0xff;
    }
    give();
  }
}
