import type { Handover } from './core-layout';
import { CORE } from './generated/flow-core';

/** What the core tells while it works. Bases are those of flows. */
export interface CoreHooks {
  /** A record is due (`record-kinds.ts`); called only while somebody writes records. */
  record(base: number, kind: number, why: number): void;
  /** A flow that something reads ends, before its last record. */
  ended(base: number): void;
  /** The first packet, at `us`, of a flow with a place in `RecordedCounters` after a record. */
  woken(base: number, us: number): void;
  /** A flow with such a place, or in a tunnel, goes. */
  gone(base: number): void;
  /**
   * Something new that TLS says: a hello, its type and where its body lies, or a server name (`SERVER_NAME_TOLD`) of one that is counted. 1 when nothing more of its
   * sender is in clear. Nothing may begin a flow meanwhile.
   */
  told(what: number, start: number, end: number): number;
}

/** The core's functions (`core/index.ts`). Flags are 0 or 1, times µs since 1970 UTC, timeouts seconds. */
export interface Core {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly wordsAt: { readonly value: number };
  readonly rareAt: { readonly value: number };
  readonly capacity: { readonly value: number };
  readonly live: { readonly value: number };
  open(limit: number): void;
  take(): number;
  setApps(other: number, icmp: number): void;
  /** Index in `APPS` of whose connections the core counts what they say, -1 where it does not. */
  setStreams(http: number, tls: number): void;
  setTimeouts(tcp: number, unansweredSyn: number, udp: number, icmp: number): void;
  setRecording(records: number): void;
  /** From now on different tuples are counted: so many of a kind are told apart at most, and so many noted before any is looked up. */
  openPairs(limit: number, least: number): void;
  /** Notes a hash, two halves, of a kind: five-tuples of TCP (0), of UDP (1), address pairs of ICMP (2). The core itself does so when a flow begins. */
  notePair(kind: number, high: number, low: number): void;
  /** How many different ones of the kind came, whatever time lay between them. */
  distinctPairs(kind: number): number;
  setWatching(begins: number): void;
  setShift(us: number): void;
  setLengthAt(offset: number): void;
  takeKey(): 0 | 1;
  addPacket(): number;
  find(): number;
  begin(side: number): number;
  wake(base: number, us: number, wrong: number): void;
  close(base: number, over: number): void;
  end(base: number, why: number): void;
  last(base: number, why: number): void;
  start(): void;
  nextSecond(): void;
  flowsBegun(): number;
  recordsDue(): number;
  evicted(): number;
  distinctNames(): number;
  /** 1 when the core has counted a name of that hash. */
  hasName(high: number, low: number): number;
  /** Counts the datagram `[start, end)` when it is a message of DNS. 0 when somebody else must read it. */
  countDns(start: number, end: number): number;
  dnsQueries(): number;
  dnsResponses(): number;
  /** Counted by the core alone: of DHCPv4, and those of NTP of which nothing else is read. */
  dhcpMessages(): number;
  ntpMessages(): number;
  /** Counted by the core alone. */
  httpRequests(): number;
  clientHellosCounted(): number;
  serverHellosCounted(): number;
  /** Reads the first payload of the connection at `base`, which has just been met, and goes on to count it by its label. 0 when somebody else must. */
  beginCounted(base: number): number;
  openRun(from: number, to: number, big: number, nanoseconds: number, header: number, linktype: number): void;
  next(border: number): Handover;
  /** Records read since the run was opened. */
  takenRecords(): number;
}

/** WebAssembly as far as it is used here; TypeScript's own types of it come with those of browsers. */
declare const WebAssembly: {
  Module: new (code: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

let compiled: object | null = null;

/** The compiled core: what a thread is given of it (`useCompiledCore`) it need not compile again, nor what has been made faster since. */
export const compiledCore = (): object => (compiled ??= new WebAssembly.Module(Buffer.from(CORE, 'base64')));

/** From now on this thread uses a core that another one has compiled. */
export function useCompiledCore(core: object): void {
  compiled = core;
}

/** A core of its own, with a memory of its own. */
export function openCore(hooks: CoreHooks & { grown(): void }): Core {
  return new WebAssembly.Instance(compiledCore(), { env: hooks }).exports as Core;
}
