import type { RunHandler } from '@wireledger/decoders';
import type { PacketHandler, RecordParser } from './packet-handler';
import { PcapParser, pcapVariant } from './pcap-parser';
import { PCAPNG_MAGIC, PcapngParser } from './pcapng-parser';

const MAGIC_BYTES = 4;
/** Room for a record that straddles two chunks; grows with the longest. */
const CARRY_START = 4096;

/** What reading came to. */
export interface CaptureEnd {
  /** Why it is no capture at all, as a sentence's end after the file's name (`is empty. …`); null when it is one. */
  readonly error: string | null;
  /** True when the input ended inside a record or was damaged: what came before was read. */
  readonly truncated: boolean;
  readonly warnings: readonly string[];
}

/**
 * Push parser of pcap and pcapng: feed chunks of any size, packets come out through the handler. Works for files and pipes alike.
 * Whole records are handed out in place; only a record that straddles two chunks is copied.
 */
export class CaptureParser {
  private parser: RecordParser | null = null;
  private refusal: string | null = null;
  /** A Buffer as chunks of files are: with bytes of one kind only, what reads them is compiled once. */
  private carry: Uint8Array = Buffer.alloc(CARRY_START);
  private carryView = new DataView(this.carry.buffer);
  private carried = 0;
  private total = 0;

  /** @param runs is given whole records of classic pcap before the handler is */
  constructor(
    private readonly handler: PacketHandler,
    private readonly runs: RunHandler | null = null,
  ) {}

  /** True when nothing more can be read: not a capture, or damaged. Further chunks are ignored. */
  get stopped(): boolean {
    return this.refusal !== null || (this.parser?.damage ?? null) !== null;
  }

  /**
   * Takes the next bytes of the input; the handler is called for each whole packet before it returns. Where the bytes may move meanwhile, so that `chunk` is
   * empty, `again` gives them from where they are.
   */
  feed(chunk: Uint8Array, again: () => Uint8Array = () => chunk): void {
    const { length } = chunk;
    this.total += length;
    let pos = 0;
    while (this.carried > 0 && pos < length && !this.stopped) {
      pos = this.complete(chunk, pos);
      if (chunk.length < length) chunk = again();
    }
    if (pos === length || this.stopped) return;
    if (!this.parser && length - pos >= MAGIC_BYTES) this.choose(viewOf(chunk).getUint32(pos), chunk);
    while (this.parser) {
      pos = this.parser.parse(chunk, viewOf(chunk), pos, length);
      if (chunk.length === length) break;
      chunk = again();
    }
    if (!this.stopped) this.keep(chunk, pos, length);
  }

  /** The input is over. */
  end(): CaptureEnd {
    if (!this.parser && !this.refusal)
      this.refusal =
        this.total === 0
          ? 'is empty (0 bytes). Give a capture file (pcap or pcapng).'
          : notCapture(this.carry.subarray(0, this.carried));
    if (this.refusal) return { error: this.refusal, truncated: false, warnings: [] };
    const damage = this.parser?.damage;
    const warnings = damage
      ? [`damaged: ${damage}; read up to there`]
      : this.carried > 0
        ? ['cut short: the last record is not whole; read up to there']
        : [];
    return { error: null, truncated: warnings.length > 0, warnings };
  }

  private choose(magic: number, head: Uint8Array): void {
    const variant = pcapVariant(magic);
    if (variant) this.parser = new PcapParser(variant, this.handler, this.runs);
    else if (magic === PCAPNG_MAGIC) this.parser = new PcapngParser(this.handler);
    else this.refusal = notCapture(head);
  }

  /** Adds just enough of the chunk to the carried bytes for one step; returns the new position in the chunk. */
  private complete(chunk: Uint8Array, pos: number): number {
    const wanted = this.parser ? this.parser.need(this.carryView, 0, this.carried) : MAGIC_BYTES;
    const take = Math.min(wanted - this.carried, chunk.length - pos);
    if (take > 0) this.keep(chunk, pos, pos + take);
    if (this.carried < wanted) return pos + take;
    if (!this.parser) {
      this.choose(this.carryView.getUint32(0), this.carry.subarray(0, this.carried));
      return pos + take;
    }
    const read = this.parser.parse(this.carry, this.carryView, 0, this.carried);
    this.carry.copyWithin(0, read, this.carried);
    this.carried -= read;
    return pos + Math.max(take, 0);
  }

  private keep(chunk: Uint8Array, from: number, to: number): void {
    const length = this.carried + to - from;
    if (length > this.carry.length) {
      const larger = Buffer.alloc(Math.max(length, this.carry.length * 2));
      larger.set(this.carry.subarray(0, this.carried));
      this.carry = larger;
      this.carryView = new DataView(larger.buffer);
    }
    this.carry.set(chunk.subarray(from, to), this.carried);
    this.carried = length;
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

function notCapture(head: Uint8Array): string {
  const [a, b, c, d] = head;
  if (a === 0x1f && b === 0x8b) return 'is compressed with gzip. Unpack it first: gunzip FILE.';
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd)
    return 'is compressed with zstd. Unpack it first: zstd -d FILE.';
  if (a === 0x50 && b === 0x4b) return 'is a zip archive. Unpack it first.';
  return 'is not a capture: it begins like neither pcap nor pcapng. Give a file written by tcpdump, Wireshark or the like.';
}
