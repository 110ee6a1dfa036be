import { csvCell, type CsvValue } from '@wireledger/kernel';

import type { DomainShape, FlowShape, HostShape } from '../shapes';

export const EXPORT_KINDS = ['flows', 'domains', 'hosts'] as const;
/** What can be exported: rows of the list of that name. */
export type ExportKind = (typeof EXPORT_KINDS)[number];
/** What files are made of: also the history itself, as a signed bundle. */
export type FileKind = ExportKind | 'history';

export const EXPORT_FORMATS = ['csv', 'json', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export type ExportRow = Readonly<Record<string, unknown>>;

/** Columns of a file, in their order: the names of the schema. Adding one at the end keeps readers working. */
const COLUMNS = {
  flows: [
    ...(['start', 'end', 'duration', 'sensor', 'proto', 'app', 'src', 'srcPort', 'dst', 'dstPort'] as const),
    ...(['directionSure', 'state', 'history', 'srcFlags', 'dstFlags', 'endReason', 'running'] as const),
    ...(['srcPackets', 'dstPackets', 'srcBytes', 'dstBytes', 'srcPayload', 'dstPayload', 'rttMs'] as const),
    ...(['srcRetransmits', 'dstRetransmits', 'vlan', 'outerSrc', 'outerDst', 'domain', 'communityId'] as const),
    ...(['timeInvalid', 'source', 'id', 'appBy'] as const),
  ] satisfies readonly (keyof FlowShape)[],
  domains: [
    ...(['name', 'unicode', 'mixedScript', 'registrable', 'queries', 'clients', 'nxShare'] as const),
    ...(['entropy', 'length', 'firstSeen', 'lastSeen'] as const),
  ] satisfies readonly (keyof DomainShape)[],
  hosts: [
    ...(['address', 'internal', 'name', 'bytesSent', 'bytesReceived', 'flowsAsOriginator'] as const),
    ...(['flowsAsResponder', 'peers', 'firstSeen', 'lastSeen'] as const),
  ] satisfies readonly (keyof HostShape)[],
} as const satisfies Record<ExportKind, readonly string[]>;

/** Writes rows of one kind in one format, page after page. Pure. */
export class ExportWriter {
  private any = false;

  constructor(
    private readonly kind: ExportKind,
    private readonly format: ExportFormat,
  ) {}

  /** What stands before the first row. */
  head(): string {
    if (this.format === 'csv') return `${COLUMNS[this.kind].join(',')}\r\n`;
    return this.format === 'json' ? '[' : '';
  }

  rows(rows: readonly ExportRow[]): string {
    return rows.map((row) => this.row(row)).join('');
  }

  /** What stands after the last row. */
  tail(): string {
    return this.format === 'json' ? '\n]\n' : '';
  }

  private row(row: ExportRow): string {
    const columns: readonly string[] = COLUMNS[this.kind];
    if (this.format === 'csv')
      return `${columns.map((name) => csvCell((row[name] ?? null) as CsvValue)).join(',')}\r\n`;
    const text = JSON.stringify(Object.fromEntries(columns.map((name) => [name, row[name] ?? null])));
    if (this.format === 'ndjson') return `${text}\n`;
    const between = this.any ? ',\n' : '\n';
    this.any = true;
    return between + text;
  }
}
