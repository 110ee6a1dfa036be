/** A record as the stand-in keeps it. Both halves of its position are equal, as for every event appended by gRPC. */
export interface StandInRecord {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  /** The server's clock, ms since 1970 UTC. */
  readonly createdMs: number;
}

export type ProposedRecord = Pick<StandInRecord, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;

export type StandInExpected = 'any' | 'no_stream' | 'stream_exists' | bigint;

export type StandInAppended =
  | { readonly kind: 'success'; readonly revision: bigint; readonly position: bigint }
  | { readonly kind: 'wrongRevision'; readonly actual: bigint | 'no_stream' }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'tooLarge' };

interface StandInStream {
  readonly records: StandInRecord[];
  tombstoned: boolean;
}

/** `$tb` of a softly deleted stream: the greatest int64, which JSON.parse rounds up. */
const DELETED = 9_223_372_036_854_775_807n;
const RECORD_OVERHEAD = 88;

/** What survives a restart of the stand-in: records, streams, tombstones. Hand the same one to the next server. */
export class StandInLog {
  readonly all: StandInRecord[] = [];
  private readonly streams = new Map<string, StandInStream>();
  private recent = new Map<string, StandInRecord>();
  private readonly listeners = new Set<() => void>();
  private cursor = 0n;

  constructor(
    readonly clock: () => number = Date.now,
    /** Server's `MaxAppendSize`, bytes of data, metadata and type. */
    readonly maxAppendSize = 1024 * 1024,
  ) {}

  /** What a server loses at a restart or a change of leader: the cache that makes `any` idempotent. */
  forgetRecent(): void {
    this.recent = new Map();
  }

  onNews(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  append(stream: string, expected: StandInExpected, proposed: readonly ProposedRecord[]): StandInAppended {
    const size = proposed.reduce(
      (sum, { data, metadata, type }) => sum + data.length + metadata.length + type.length,
      0,
    );
    if (size > this.maxAppendSize) return { kind: 'tooLarge' };
    const kept = this.streams.get(stream);
    if (kept?.tombstoned) return { kind: 'deleted' };
    const actual = BigInt((kept?.records.length ?? 0) - 1);
    const softlyDeleted = this.isSoftlyDeleted(stream);
    if (expected === 'stream_exists' && softlyDeleted) return { kind: 'deleted' };
    const repeated = this.repeated(stream, expected, proposed);
    if (repeated) return repeated;
    const fits =
      expected === 'any' ||
      (expected === 'no_stream' && (actual < 0n || softlyDeleted)) ||
      (expected === 'stream_exists' && actual >= 0n) ||
      expected === actual;
    if (!fits) return { kind: 'wrongRevision', actual: actual < 0n ? 'no_stream' : actual };
    if (softlyDeleted) this.setMetadata(stream, { $tb: Number(actual) + 1 });
    const last = proposed.map((event) => this.write(stream, event)).at(-1);
    for (const listener of [...this.listeners]) listener();
    return last
      ? { kind: 'success', revision: last.revision, position: last.position }
      : { kind: 'success', revision: actual, position: this.cursor };
  }

  /** Soft delete: the stream reads as absent and may be written again with higher revisions. */
  delete(stream: string): bigint {
    this.setMetadata(stream, { $tb: DELETED });
    return this.all.at(-1)?.position ?? 0n;
  }

  /** Hard delete: nothing can be written to it ever again. */
  tombstone(stream: string): bigint {
    const kept = this.streams.get(stream) ?? { records: [], tombstoned: false };
    this.streams.set(stream, { ...kept, tombstoned: true });
    return this.all.at(-1)?.position ?? 0n;
  }

  /** Records of a stream that may be read: retention acts on stream reads at once. */
  readStream(stream: string): readonly StandInRecord[] | 'absent' | 'deleted' {
    const kept = this.streams.get(stream);
    if (kept?.tombstoned) return 'deleted';
    if (!kept || kept.records.length === 0 || this.isSoftlyDeleted(stream)) return 'absent';
    const { $maxAge, $maxCount, $tb } = this.metadataOf(stream);
    const oldest = typeof $maxAge === 'number' ? this.clock() - $maxAge * 1000 : -Infinity;
    const first = Math.max(typeof $maxCount === 'number' ? kept.records.length - $maxCount : 0, Number($tb ?? 0));
    return kept.records.filter(({ revision, createdMs }) => Number(revision) >= first && createdMs >= oldest);
  }

  /** Index in {@link all} of the first record at or after a position. */
  indexOf(position: bigint): number {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle] as StandInRecord).position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Exact revision and no_stream: ids at those revisions, whatever their age. Otherwise only ids in the cache. */
  private repeated(
    stream: string,
    expected: StandInExpected,
    proposed: readonly ProposedRecord[],
  ): StandInAppended | null {
    const records = this.streams.get(stream)?.records ?? [];
    if (expected === 'any' || expected === 'stream_exists') {
      const cached = proposed.map(({ id }) => this.recent.get(`${stream}/${id}`));
      if (!cached[0]) return null;
      const last = cached.at(-1);
      if (last && cached.every(Boolean)) return { kind: 'success', revision: last.revision, position: last.position };
      return { kind: 'wrongRevision', actual: BigInt(records.length - 1) };
    }
    const from = expected === 'no_stream' ? 0 : Number(expected) + 1;
    const standing = records.slice(from, from + proposed.length);
    const last = standing.at(-1);
    if (!last || standing.length < proposed.length) return null;
    if (proposed.some(({ id }, i) => standing[i]?.id !== id)) return null;
    return { kind: 'success', revision: last.revision, position: last.position };
  }

  private write(stream: string, proposed: ProposedRecord): StandInRecord {
    const kept = this.streams.get(stream) ?? { records: [], tombstoned: false };
    this.streams.set(stream, kept);
    const record: StandInRecord = {
      ...proposed,
      stream,
      revision: BigInt(kept.records.length),
      position: this.cursor,
      createdMs: this.clock(),
    };
    this.cursor += BigInt(RECORD_OVERHEAD + record.data.length + record.metadata.length + stream.length);
    kept.records.push(record);
    this.all.push(record);
    this.recent.set(`${stream}/${record.id}`, record);
    return record;
  }

  private metadataOf(stream: string): Record<string, unknown> {
    const last = this.streams.get(`$$${stream}`)?.records.at(-1);
    return last ? (JSON.parse(Buffer.from(last.data).toString('utf8')) as Record<string, unknown>) : {};
  }

  private isSoftlyDeleted(stream: string): boolean {
    if (stream.startsWith('$$')) return false;
    return Number(this.metadataOf(stream).$tb ?? 0) >= Number(DELETED);
  }

  private setMetadata(stream: string, change: Record<string, number | bigint>): void {
    const [[key, value]] = Object.entries(change) as [[string, number | bigint]];
    const { [key]: _replaced, ...rest } = this.metadataOf(stream);
    const others = JSON.stringify(rest).slice(1, -1);
    this.write(`$$${stream}`, {
      id: globalThis.crypto.randomUUID(),
      type: '$metadata',
      contentType: 'application/json',
      data: Buffer.from(`{"${key}":${value}${others ? `,${others}` : ''}}`),
      metadata: new Uint8Array(),
    });
    for (const listener of [...this.listeners]) listener();
  }
}
