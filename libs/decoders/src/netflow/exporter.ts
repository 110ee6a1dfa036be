import type { ExportProtocol } from './export-header';
import type { Template } from './template';

/** Templates of one exporter; beyond it the one that was announced longest ago goes. */
export const MAX_TEMPLATES = 1024;
/** A template that is not announced again for so long is not believed any more (three times the ten minutes that exporters use). */
export const TEMPLATE_LIFE_US = 1_800_000_000;
/** Sets that wait for their template: so many bytes of one exporter, and so long. */
export const MAX_HELD_BYTES = 65_536;
export const HELD_LIFE_US = 60_000_000;
const MAX_SAMPLERS = 256;
/** A sequence number that is lower by at most so much belongs to a datagram that was overtaken by others; else the exporter began anew. */
const LATE = 3000;
/** Nor does one that is so much higher tell of losses. */
const JUMP = 10_000_000;

/** A data set whose template is not known yet, with what its records need of the header. */
export interface HeldSet {
  readonly template: number;
  readonly bytes: Uint8Array;
  readonly timeUs: number;
  readonly uptimeMs: number;
  readonly heldUs: number;
}

/** What was seen of an exporter, ever. */
export interface ExporterFigures {
  datagrams: number;
  /** Flow records, and records that tell of something else (options, events). */
  flows: number;
  others: number;
  /** Templates announced, also again. */
  templates: number;
  /** Flows, datagrams or data records missing by their sequence numbers: in units of the protocol (v5, v9, IPFIX). */
  lost: number;
  /** Data sets whose template never came in time. */
  unknown: number;
  /** Sets, records or datagrams that contradict themselves. */
  damaged: number;
}

/** One exporter: a sender's address and the domain (engine, source id) that it exports for, with its templates and where it is. */
export class Exporter {
  readonly figures: ExporterFigures = {
    datagrams: 0,
    flows: 0,
    others: 0,
    templates: 0,
    lost: 0,
    unknown: 0,
    damaged: 0,
  };
  /** When its last datagram came, µs since 1970 UTC, and the exporter's clock in it. */
  seenUs = 0;
  clockUs = 0;
  /** One packet in so many, as its options say where they name no sampler; 0 unknown. */
  sampling = 0;
  /** Rate that its last flow record with one was multiplied by; 0 none. */
  applied = 0;
  /** When it started, µs since 1970 UTC, 0 unknown (IPFIX systemInitTimeMilliseconds). */
  initUs = 0;
  private readonly templates = new Map<number, { readonly template: Template; seenUs: number }>();
  private readonly samplers = new Map<number, number>();
  private held: HeldSet[] = [];
  private heldBytes = 0;
  private expected = -1;
  private overtaken = false;

  constructor(
    readonly address: string,
    readonly protocol: ExportProtocol,
    readonly domain: number,
    /** 0, 1, 2 … in the order in which exporters were first heard of. */
    readonly ordinal: number,
  ) {}

  /** Sets that wait now. */
  get waiting(): number {
    return this.held.length;
  }

  /** A datagram with this sequence number; missing ones before it are counted. `advance` follows when it was read. */
  arrived(sequence: number): void {
    const ahead = this.expected < 0 ? 0 : (sequence - this.expected) | 0;
    this.overtaken = ahead < 0 && ahead >= -LATE;
    if (ahead > 0 && ahead <= JUMP) this.figures.lost += ahead;
    if (!this.overtaken) this.expected = sequence;
  }

  /** So much the sequence number goes on; null when nobody can tell, as with sets that cannot be read. */
  advance(by: number | null): void {
    if (by === null) this.expected = -1;
    // It was counted as missing when those behind it came.
    else if (this.overtaken) this.figures.lost = Math.max(0, this.figures.lost - by);
    else this.expected = (this.expected + by) >>> 0;
  }

  /** The template of a set, unless it is too old. */
  template(id: number, nowUs: number): Template | null {
    const known = this.templates.get(id);
    if (!known) return null;
    if (nowUs - known.seenUs <= TEMPLATE_LIFE_US) return known.template;
    this.templates.delete(id);
    return null;
  }

  /** Takes a template that was announced. */
  learn(template: Template, nowUs: number): void {
    this.figures.templates++;
    this.templates.delete(template.id);
    this.templates.set(template.id, { template, seenUs: nowUs });
    if (this.templates.size > MAX_TEMPLATES) this.templates.delete(this.templates.keys().next().value as number);
  }

  /** The exporter takes a template back (RFC 7011 §8.1); all of a kind when `id` is the number of its set. */
  withdraw(id: number): void {
    if (id >= 256) this.templates.delete(id);
    else
      for (const [known, { template }] of this.templates)
        if (template.isOptions === (id === 3)) this.templates.delete(known);
  }

  /** Remembers the rate of a sampler. */
  samplerIs(sampler: number, rate: number): void {
    if (this.samplers.size < MAX_SAMPLERS || this.samplers.has(sampler)) this.samplers.set(sampler, rate);
  }

  /** Rate for a record that names `sampler` (-1 none): 0 when nobody said it. */
  rateOf(sampler: number): number {
    const own = sampler >= 0 ? this.samplers.get(sampler) : undefined;
    if (own !== undefined) return own;
    if (sampler >= 0) return this.sampling;
    if (this.sampling > 0) return this.sampling;
    return this.samplers.size === 1 ? (this.samplers.values().next().value as number) : 0;
  }

  /** Keeps a copy of a set until its template comes; what there is no room for is counted. */
  hold(set: Omit<HeldSet, 'bytes'>, bytes: Uint8Array): void {
    if (this.heldBytes + bytes.length > MAX_HELD_BYTES) {
      this.figures.unknown++;
      return;
    }
    this.held.push({ ...set, bytes: bytes.slice() });
    this.heldBytes += bytes.length;
  }

  /** Takes out what waits for a template. */
  takeHeld(template: number): readonly HeldSet[] {
    if (this.held.length === 0) return NOTHING;
    const taken = this.held.filter((set) => set.template === template);
    if (taken.length > 0) this.keep(this.held.filter((set) => set.template !== template));
    return taken;
  }

  /** Gives up what has waited too long; all of it when `all`. */
  expire(nowUs: number, all = false): void {
    if (this.held.length === 0) return;
    const young = all ? [] : this.held.filter(({ heldUs }) => nowUs - heldUs <= HELD_LIFE_US);
    this.figures.unknown += this.held.length - young.length;
    this.keep(young);
  }

  private keep(held: HeldSet[]): void {
    this.held = held;
    this.heldBytes = held.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }
}

const NOTHING: readonly HeldSet[] = [];
