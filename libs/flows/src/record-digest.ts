import { createHash, type Hash } from 'node:crypto';
import { RECORD_KINDS, type RecordKind } from '@wireledger/events/telemetry';
import type { ColumnBuffer } from './columns';

const ROOM = 65_536;
/** Kinds that the digest has always told of, also when they have no records: a digest once written down stays. */
const ALWAYS: ReadonlySet<RecordKind> = new Set<RecordKind>(['flow', 'dns', 'traffic']);

/** Hash over all records of a kind in their order: numbers as doubles, then texts and JSON, each ended by a zero byte. */
class KindDigest {
  private readonly hash: Hash = createHash('sha256');
  private readonly buffer = Buffer.alloc(ROOM);
  private used = 0;

  add({ numbers, texts, json }: ColumnBuffer): void {
    if (ROOM - this.used < numbers.byteLength) this.flush();
    this.buffer.set(new Uint8Array(numbers.buffer), this.used);
    this.used += numbers.byteLength;
    for (const text of texts) this.text(text);
    for (const text of json) this.text(text);
  }

  value(): Buffer {
    this.flush();
    return this.hash.copy().digest();
  }

  private text(text: string): void {
    const most = text.length * 3 + 1;
    if (ROOM - this.used < most) this.flush();
    if (most > ROOM) {
      this.hash.update(text, 'utf8').update('\0');
      return;
    }
    this.used += this.buffer.write(text, this.used, 'utf8');
    this.buffer[this.used++] = 0;
  }

  private flush(): void {
    if (this.used > 0) this.hash.update(this.buffer.subarray(0, this.used));
    this.used = 0;
  }
}

/** SHA-256 over the records of all kinds in catalogue order; independent of where batches are cut, and of kinds that come later and have no records. */
export class RecordDigest {
  /** Only of kinds that have records: a capture has few of them, and each digest a buffer. */
  private readonly kinds = new Map<RecordKind, KindDigest>();

  add(row: ColumnBuffer): void {
    let digest = this.kinds.get(row.kind);
    if (!digest) this.kinds.set(row.kind, (digest = new KindDigest()));
    digest.add(row);
  }

  /** The digest of everything so far, hex. */
  value(): string {
    const hash = createHash('sha256');
    for (const kind of RECORD_KINDS) {
      const digest = this.kinds.get(kind) ?? (ALWAYS.has(kind) ? new KindDigest() : null);
      if (digest) hash.update(digest.value());
    }
    return hash.digest('hex');
  }
}
