import type { App } from '@wireledger/events/telemetry';
import type { AnnouncedFlows } from '../announced/announced-flows';
import type { BatchCutter } from '../batch-cutter';
import type { Core } from '../core';
import type { ConnectionReader } from '../streams/stream-reader';
import type { TrafficSampler } from '../traffic-sampler';
import type { FlowView } from './flow-view';

/**
 * How an application protocol plugs in. Its bytes are decoded by pure functions in `libs/decoders/src/<protocol>`; what is kept of them is a folder
 * `libs/flows/src/<protocol>` with
 *
 * 1. a recorder, if it has records of its own: `cutter.open(kind, columns)` once, then `cutter.push` for each (see `dns/dns-recorder.ts`; the kind itself
 *    is a folder of `libs/events/src/telemetry`),
 * 2. a stream reader (`streams/stream-reader.ts`) and/or a datagram handler, which call the decoder and give what it found to the recorder,
 * 3. a function `(context) => Protocol`, exported and named in `registry.ts`: that one line is all that the pipeline knows of it.
 *
 * Who reads a flow is decided at its first payload: the first protocol that `claims` it by its bytes, else the port (`app-ports.ts`) gives the flow its
 * label, and the label its reader. Readers and handlers never throw, hold a bounded amount, and use packet time only (`flow.us`, `flow.second`).
 */
export type ProtocolFactory = (context: ProtocolContext) => Protocol;

export interface ProtocolContext {
  /** Where records go; null when nobody wants them: then only figures are kept. */
  readonly cutter: BatchCutter | null;
  /** Counts of the running second; null as above. */
  readonly sampler: TrafficSampler | null;
  /** The flow and packet being read, set before every call. */
  readonly flow: FlowView;
  /** Counts what it reads itself. */
  readonly core: Core;
  /** Connections that this one announces; the pipeline labels them when they come. */
  readonly announced: AnnouncedFlows;
  /** Readers for the TLS that the connection of `flow` turns into, from its next bytes on. */
  openTls(): ConnectionReader | null;
}

export interface Protocol {
  readonly stream?: StreamProtocol;
  readonly datagram?: DatagramProtocol | readonly DatagramProtocol[];
  /** A virtual second has begun (s since 1970): gives up what is due. */
  expire?(second: number): void;
  /** The capture is over. Streams have ended before. */
  finish?(second: number): void;
  /** How many questions that wait for an answer were given up for want of room. */
  readonly evicted?: number;
  /** Figures for the summary, read at any time: counts, and sorted lists of distinct values. */
  readonly figures?: Readonly<Record<string, number | readonly string[]>>;
}

export interface StreamProtocol {
  /** Labels of the flows it reads; the first is what `claims` gives. */
  readonly apps: readonly [App, ...App[]];
  /** True when the first payload of a connection, of either side, can only be this protocol's. `[start, end)` may be a single byte. */
  claims?(bytes: Uint8Array, start: number, end: number): boolean;
  /** True for the first bytes of what it `claims`; about other payloads it is not asked. Any when absent. */
  begins?(first: number): boolean;
  /** What it claims is as long as its first three bytes say, the least significant one first, and four bytes more. */
  readonly lengthFirst?: true;
  /** It claims only where the port does not say whose the connection is. */
  readonly onlyUnknown?: true;
  /** Nothing of its connections is read: `open` always gives null. */
  readonly isNamed?: boolean;
  /** Readers for the connection that the context's `flow` shows, null when it does not want it. Called once a connection. */
  open(): ConnectionReader | null;
  /** Nobody wants more than what the core counts of its connections: those that come whole and in order are read by the core (`core/counted-streams.ts`). */
  readonly counted?: CountedStream;
}

/** What is left to a protocol whose connections the core counts. */
export interface CountedStream {
  /** Readers for a connection of which the core reads no more; what it has read of the client and of the server, as `RARE_SAID` has it. */
  goOn(client: number, server: number): ConnectionReader;
  /** Something new that the core tells of it (`CoreHooks`). True when nothing more of its sender is wanted. */
  told?(what: number, bytes: Uint8Array, start: number, end: number): boolean;
}

export interface DatagramProtocol {
  /** Labels of the flows whose datagrams it reads; the first is what `claims` gives. */
  readonly apps: readonly [App, ...App[]];
  /** As of a stream, of the first datagram with payload. */
  claims?(bytes: Uint8Array, start: number, end: number): boolean;
  /** True for the first bytes of what it `claims`; about other datagrams it is not asked. Any when absent. */
  begins?(first: number): boolean;
  /** The same of its second byte. */
  second?(byte: number): boolean;
  /** What it claims tells its own length, 32 bits, so many bytes behind its beginning (or behind four bytes more, which do not count). */
  readonly lengthAt?: number;
  /** It claims only where the port does not say whose the datagram is. */
  readonly onlyUnknown?: true;
  /** Nobody wants more of its messages than what the core counts of the protocol: what the core does not know how to read still comes here. */
  readonly countsAlone?: 'dns' | 'dhcp' | 'ntp' | undefined;
  /** It reads nothing of a flow whose first datagram has no long header of QUIC (RFC 8999 §5.1). */
  readonly longHeaders?: true;
  /** Reads the payload `[start, end)` of a UDP datagram of the context's `flow`. False = no more of this flow. */
  datagram(bytes: Uint8Array, start: number, end: number): boolean;
}
