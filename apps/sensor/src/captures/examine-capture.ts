import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { CaptureChunks, CaptureParser, type Packing, type UnpackLimits } from '@wireledger/capture';
import { Pipeline } from '@wireledger/flows';

import { captureEnd } from '../replay/capture-end';

/** More interfaces than any capture of a person has. */
const MAX_INTERFACES = 64;
const MAX_WARNINGS = 100;

/** What a capture holds, by reading all of it. Times as recorded, µs; null when there is no packet. */
export interface Examination {
  /** Of the file as it is stored, and of what it unpacks to. */
  readonly sha256: string;
  readonly contentSha256: string;
  readonly sizeBytes: number;
  readonly unpackedBytes: number;
  readonly format: 'pcap' | 'pcapng';
  readonly packing: Packing;
  readonly packets: number;
  /** On the wire. */
  readonly bytes: number;
  /** As the history will have them. */
  readonly flows: number;
  readonly firstUs: number | null;
  readonly lastUs: number | null;
  readonly linkTypes: readonly number[];
  /** Ends inside a record, or is damaged: what came before was read. */
  readonly truncated: boolean;
  readonly warnings: readonly string[];
}

/** The file is no capture that can be kept; the message is the end of a sentence that begins with its name. */
export class RefusedCapture extends Error {}

/**
 * Reads a capture through the decoders once and keeps nothing but counts: memory is bounded by the flow table and one record.
 * @throws RefusedCapture with cause and mend; AbortError when `signal` ends it
 */
export async function examineCapture(path: string, signal: AbortSignal, limits?: UnpackLimits): Promise<Examination> {
  const file = await open(path, 'r');
  try {
    const [stored, content] = [createHash('sha256'), createHash('sha256')];
    const chunks = new CaptureChunks(file, {
      onStored: (bytes) => void stored.update(bytes),
      ...(limits ? { limits } : {}),
    });
    const reading = new Reading();
    try {
      for await (const chunk of chunks.read()) {
        signal.throwIfAborted();
        content.update(chunk);
        reading.take(chunk);
      }
    } catch (error) {
      throw (error as Error).name === 'TooLargeUnpacked' ? new RefusedCapture((error as Error).message) : error;
    }
    const { error, truncated, warnings } = captureEnd(chunks, reading.parser);
    if (error !== null) throw new RefusedCapture(error);
    return {
      ...{ sha256: stored.digest('hex'), contentSha256: content.digest('hex') },
      ...{ sizeBytes: chunks.bytesRead, unpackedBytes: chunks.unpackedBytes, packing: chunks.packing },
      ...{ ...reading.figures(), truncated },
      warnings: [...warnings, ...reading.warnings()].slice(0, MAX_WARNINGS),
    };
  } finally {
    await file.close();
  }
}

/** Counts what comes in. */
class Reading {
  readonly parser: CaptureParser;
  private readonly pipeline = new Pipeline({ counts: false, cut: 60 });
  private readonly linkTypes = new Set<number>();
  private head: Buffer = Buffer.alloc(0);
  private firstUs: number | null = null;
  private lastUs: number | null = null;
  private backwards = 0;
  private newestUs = -Infinity;
  private mostInterfaces = 0;

  constructor() {
    const { pipeline, linkTypes } = this;
    this.parser = new CaptureParser((buffer, offset, captured, original, us, linktype, iface) => {
      if (this.firstUs === null || us < this.firstUs) this.firstUs = us;
      if (this.lastUs === null || us > this.lastUs) this.lastUs = us;
      if (us < this.newestUs) this.backwards++;
      else this.newestUs = us;
      if (iface >= this.mostInterfaces) this.mostInterfaces = iface + 1;
      if (linkTypes.size < MAX_INTERFACES) linkTypes.add(linktype);
      pipeline.packet(buffer, offset, captured, original, us, linktype, iface);
    });
  }

  /** @throws RefusedCapture */
  take(chunk: Buffer): void {
    if (this.head.length < 4) this.head = Buffer.concat([this.head, chunk.subarray(0, 4 - this.head.length)]);
    this.parser.feed(chunk);
    if (this.mostInterfaces > MAX_INTERFACES)
      throw new RefusedCapture(
        `has packets of more than ${MAX_INTERFACES} interfaces. Split it by interface, for instance with tshark.`,
      );
  }

  figures() {
    this.pipeline.finish();
    const { packets, bytes, flows } = this.pipeline.counters;
    const { firstUs, lastUs } = this;
    const format = this.head.readUInt32BE() === PCAPNG ? ('pcapng' as const) : ('pcap' as const);
    return { format, packets, bytes, flows, firstUs, lastUs, linkTypes: [...this.linkTypes].sort((a, b) => a - b) };
  }

  warnings(): string[] {
    const { undecoded, evicted } = this.pipeline.counters;
    return [
      ...(undecoded > 0
        ? [`${undecoded} packets have a link type that is not decoded; they are counted, no more`]
        : []),
      ...(evicted > 0 ? [`${evicted} flows end early: there are more at once than the flow table holds`] : []),
      ...(this.backwards > 0 ? [`${this.backwards} packets are older than one before them`] : []),
    ];
  }
}

const PCAPNG = 0x0a0d0d0a;
