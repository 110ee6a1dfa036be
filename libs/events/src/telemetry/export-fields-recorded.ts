import { defineRecordKind } from './record-kind';

/** A field of an export: enterprise number (0 = IANA), element id, value in hex (at most 256 bytes of it). */
export type ExportField = readonly [enterprise: number, element: number, value: string];

/**
 * Columns of `telemetry.ExportFieldsRecorded` v1: what an exporter said of a flow beside what flow records have columns for: enterprise elements, and
 * addresses and ports after translation. One record a flow record with such fields. Times are relative to `t0`.
 */
export interface ExportFieldColumns {
  /** Ordinal of the flow. */
  readonly flow: readonly number[];
  readonly at: readonly number[];
  /** Last packet that the record tells of. */
  readonly time: readonly number[];
  /** Source and destination as the record has them. */
  readonly src: readonly string[];
  readonly dst: readonly string[];
  readonly srcPort: readonly number[];
  readonly dstPort: readonly number[];
  readonly proto: readonly number[];
  readonly exporter: readonly string[];
  /** At most 64. */
  readonly fields: readonly (readonly ExportField[])[];
}

export const exportFieldKind = defineRecordKind<ExportFieldColumns>()({
  name: 'exportfields',
  type: 'telemetry.ExportFieldsRecorded',
  ends: { src: 'src', dst: 'dst', srcPort: 'srcPort', dstPort: 'dstPort' },
  columns: {
    flow: 'number',
    at: 'time',
    time: 'time',
    src: 'text',
    dst: 'text',
    srcPort: 'number',
    dstPort: 'number',
    proto: 'number',
    exporter: 'text',
    fields: 'json',
  },
});
