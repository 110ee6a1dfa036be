import { ExportedFlow } from './exported-flow';
import * as headers from './export-header';
import { ExportHeader } from './export-header';
import { Exporter, type HeldSet } from './exporter';
import { readNetflow5 } from './netflow5';
import { type FieldVisitor, RecordReader } from './record-reader';
import * as sets from './template-sets';
import type { Template } from './template';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { ExportProtocol } = headers;
const { readTemplates, SET_HEADER, setKind, SetKind } = sets;

/** Exporters remembered at once; beyond it the one that was silent longest goes. */
export const MAX_EXPORTERS = 1024;

/** Hears of what exporters say. */
export interface ExportSink {
  /** A flow record; `flow` is overwritten by the next one. Its `sampling` is filled in. */
  flow(flow: ExportedFlow, exporter: Exporter): void;
}

/**
 * Flow exports: datagrams of NetFlow v5, v9 (RFC 3954) and IPFIX (RFC 7011) of any number of exporters in, flow records out. Every length is checked,
 * every table bounded; whatever the bytes, it returns.
 */
export class FlowExports {
  private readonly header = new ExportHeader();
  private readonly flow = new ExportedFlow();
  private readonly reader: RecordReader;
  private readonly exporters = new Map<string, Exporter>();
  private seen = 0;
  private known: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(new ArrayBuffer(0));
  /** Of the datagram being read: data records, or null when not all of them could be counted. */
  private records: number | null = 0;

  constructor(
    private readonly sink: ExportSink,
    visitor: FieldVisitor | null = null,
    /** Numbers those that are new. */
    private readonly ordinal: () => number = () => this.seen++,
  ) {
    this.reader = new RecordReader(visitor);
  }

  /** Every exporter that is remembered. */
  all(): IterableIterator<Exporter> {
    return this.exporters.values();
  }

  /**
   * Takes the payload `[start, end)` of a datagram that came from `address` at `nowUs` (µs since 1970 UTC). Returns whose it was, null when it is no export.
   */
  datagram(bytes: Uint8Array, start: number, end: number, address: string, nowUs: number): Exporter | null {
    if (bytes !== this.known) {
      this.known = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    const { header } = this;
    if (!header.read(this.view, start, end)) return null;
    const exporter = this.exporterOf(address);
    exporter.figures.datagrams++;
    exporter.seenUs = nowUs;
    exporter.clockUs = header.timeUs;
    exporter.arrived(header.sequence);
    exporter.expire(nowUs);
    if (header.protocol === ExportProtocol.NETFLOW5) {
      readNetflow5(header, bytes, this.view, this.flow, () => this.give(exporter, header.sampling));
      exporter.advance(header.count);
      return exporter;
    }
    this.records = 0;
    this.sets(exporter, nowUs);
    exporter.advance(header.protocol === ExportProtocol.NETFLOW9 ? 1 : this.records);
    return exporter;
  }

  /** The end: what still waits for its template is given up. */
  finish(): void {
    for (const exporter of this.exporters.values()) exporter.expire(0, true);
  }

  private exporterOf(address: string): Exporter {
    const { protocol, domain } = this.header;
    const key = `${protocol} ${domain} ${address}`;
    let exporter = this.exporters.get(key);
    if (exporter) return exporter;
    if (this.exporters.size >= MAX_EXPORTERS) this.forgetOne();
    exporter = new Exporter(address, protocol, domain, this.ordinal());
    this.exporters.set(key, exporter);
    return exporter;
  }

  private forgetOne(): void {
    let oldest = '';
    let least = Infinity;
    for (const [key, { seenUs }] of this.exporters)
      if (seenUs < least) {
        least = seenUs;
        oldest = key;
      }
    this.exporters.delete(oldest);
  }

  private sets(exporter: Exporter, nowUs: number): void {
    const { header, view } = this;
    let pos = header.body;
    while (pos + SET_HEADER <= header.end) {
      const id = view.getUint16(pos);
      const length = view.getUint16(pos + 2);
      if (length < SET_HEADER || pos + length > header.end) {
        exporter.figures.damaged++;
        this.records = null;
        return;
      }
      this.set(exporter, id, pos + SET_HEADER, pos + length, nowUs);
      pos += length;
    }
  }

  private set(exporter: Exporter, id: number, start: number, end: number, nowUs: number): void {
    const { header } = this;
    const kind = setKind(header.protocol, id);
    if (kind === SetKind.UNKNOWN) return;
    if (kind !== SetKind.DATA) {
      const whole = readTemplates(this.view, start, end, kind, {
        learn: (template) => this.learn(exporter, template, nowUs),
        withdraw: (template) => exporter.withdraw(template),
      });
      if (!whole) exporter.figures.damaged++;
      return;
    }
    const template = exporter.template(id, nowUs);
    if (template) {
      this.data(exporter, template, header, this.known, this.view, start, end);
      return;
    }
    this.records = null;
    const { timeUs, uptimeMs } = header;
    exporter.hold({ template: id, timeUs, uptimeMs, heldUs: nowUs }, this.known.subarray(start, end));
  }

  private learn(exporter: Exporter, template: Template, nowUs: number): void {
    exporter.learn(template, nowUs);
    for (const held of exporter.takeHeld(template.id)) this.readHeld(exporter, template, held);
  }

  /** A set that came before its template, read as of the datagram that it came with. */
  private readHeld(exporter: Exporter, template: Template, { bytes, timeUs, uptimeMs }: HeldSet): void {
    const then = new ExportHeader();
    then.protocol = exporter.protocol;
    then.timeUs = timeUs;
    then.uptimeMs = uptimeMs;
    const counted = this.records;
    this.data(
      exporter,
      template,
      then,
      bytes,
      new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      0,
      bytes.length,
    );
    this.records = counted;
  }

  private data(
    exporter: Exporter,
    template: Template,
    header: ExportHeader,
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
  ): void {
    const { reader, flow } = this;
    reader.initUs = exporter.initUs;
    let pos = start;
    // What is shorter than a record is padding.
    while (pos < end && end - pos >= template.leastBytes) {
      const next = reader.read(template, header, bytes, view, pos, end, flow);
      if (next <= pos) {
        exporter.figures.damaged++;
        this.records = null;
        return;
      }
      pos = next;
      if (this.records !== null) this.records++;
      if (template.isOptions) this.option(exporter);
      else if (
        flow.version !== 0 &&
        (flow.packets > 0 || flow.octets > 0 || flow.backPackets > 0 || flow.backOctets > 0)
      )
        this.give(exporter, reader.sampling > 0 ? reader.sampling : exporter.rateOf(reader.sampler));
      else exporter.figures.others++;
    }
  }

  private option(exporter: Exporter): void {
    const { sampler, sampling, initUs } = this.reader;
    exporter.figures.others++;
    exporter.initUs = initUs;
    if (sampling <= 0) return;
    if (sampler >= 0) exporter.samplerIs(sampler, sampling);
    else exporter.sampling = sampling;
  }

  private give(exporter: Exporter, sampling: number): void {
    exporter.figures.flows++;
    this.flow.sampling = sampling;
    if (sampling > 0) exporter.applied = sampling;
    this.sink.flow(this.flow, exporter);
  }
}
