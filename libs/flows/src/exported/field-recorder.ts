import { EXPORTED_DST, EXPORTED_SRC, type ExportedFlow, type FieldVisitor, wireHex } from '@wireledger/decoders';
import type { ExportField } from '@wireledger/events/telemetry';

import { frameAddress } from '../addresses';
import type { BatchCutter } from '../batch-cutter';
import type { ColumnBuffer } from '../columns';

const MAX_FIELDS = 64;
const MAX_VALUE_BYTES = 256;

/** Gathers the fields of a record that flow facts have no column for, and writes them when the flow is known. */
export class FieldRecorder implements FieldVisitor {
  readonly every = false;
  private readonly row: ColumnBuffer;
  private fields: ExportField[] = [];

  constructor(private readonly cutter: BatchCutter) {
    this.row = cutter.open('exportfields');
  }

  /** What was gathered of a record that was no flow is forgotten. */
  begin(): void {
    if (this.fields.length > 0) this.fields = [];
  }

  field(enterprise: number, id: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.fields.length < MAX_FIELDS)
      this.fields.push([enterprise, id, wireHex(bytes, start, end, MAX_VALUE_BYTES)]);
  }

  /** What was gathered belongs to this record, of the flow with this ordinal; nothing is written when nothing was. */
  write(flow: ExportedFlow, ordinal: number, exporter: string, atUs: number): void {
    if (this.fields.length === 0) return;
    const { fields, row } = this;
    this.fields = [];
    const { numbers, texts } = row;
    numbers[0] = ordinal;
    numbers[1] = atUs;
    numbers[2] = flow.lastUs;
    numbers[3] = flow.srcPort;
    numbers[4] = flow.dstPort;
    numbers[5] = flow.proto;
    texts[0] = frameAddress(flow.bytes, flow.version, EXPORTED_SRC);
    texts[1] = frameAddress(flow.bytes, flow.version, EXPORTED_DST);
    texts[2] = exporter;
    row.values[0] = fields;
    row.json[0] = JSON.stringify(fields);
    this.cutter.push(row, Math.min(atUs, flow.lastUs), flow.lastUs, flow.lastUs);
  }
}
