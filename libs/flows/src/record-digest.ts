import { createHash, type Hash } from 'node:crypto';
import { RECORD_KINDS, type RecordKind } from '@wireledger/events/telemetry';
import type { ColumnBuffer } from './columns';

const ROOM = 65_536;
/** Characters up to which a text is copied one by one. */
const SHORT = 64;
/** Kinds that the digest has always told of, also when they have no records: a digest once written down stays. */
const ALWAYS: ReadonlySet<RecordKind> = new Set<RecordKind>(['flow', 'dns', 'traffic']);

/** Hash over all records of a kind in their order: numbers as doubles, then texts and JSON, each ended by a zero byte. */
class KindDigest {
  private readonly hash: Hash = createHash('sha256');
  private readonly buffer = Buffer.alloc(ROOM);
  private used = 0;

  add({ numberBytes, texts, json }: ColumnBuffer): void {
    if (ROOM - this.used < numberBytes.length) this.flush();
    this.buffer.set(numberBytes, this.used);
    this.used += numberBytes.length;
    for (let i = 0; i < texts.length; i++) this.text(texts[i] as string);
    for (let i = 0; i < json.length; i++) this.text(json[i] as string);
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
    const { buffer } = this;
    const from = this.used;
    const { length } = text;
    // Most are short and ASCII: a loop is cheaper than a call out of compiled code.
    if (length <= SHORT) {
      let at = 0;
      for (let code = 0; at < length && (code = text.charCodeAt(at)) < 0x80; at++) buffer[from + at] = code;
      if (at === length) {
        buffer[from + length] = 0;
        this.used = from + length + 1;
        return;
      }
    }
    this.used = from + buffer.write(text, from, 'utf8');
    buffer[this.used++] = 0;
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
