/** Place in `$all` as the server counts it: byte offsets, unsigned 64 bits. */
export interface StorePosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** An event as it goes to the server. An object is stored as JSON, bytes as `application/octet-stream`. */
export interface StoreEvent {
  readonly id: string;
  readonly type: string;
  readonly data: object | Uint8Array;
  /** UTF-8 of a JSON object. */
  readonly metadata: Uint8Array;
}

/** An event as the server returns it, still undecoded. */
export interface StoreRecord {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: StorePosition;
  readonly id: string;
  readonly type: string;
  /** Parsed JSON, or bytes. */
  readonly data: unknown;
  /** Parsed JSON, bytes that are not JSON, or nothing. */
  readonly metadata: unknown;
  /** The server's clock, ms since 1970 UTC. */
  readonly createdMs: number;
}

/** What an open subscription says, in the order of the log. */
export type StoreMessage =
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'record'; readonly record: StoreRecord }
  | { readonly kind: 'checkpoint'; readonly position: StorePosition }
  | { readonly kind: 'caughtUp' };

/** How long a read may take to say something, and who may end it. */
export interface ReadLimits {
  readonly signal: AbortSignal;
  /** Longest silence, ms. */
  readonly answerMs: number;
  /** After its first message the call may be silent for any time (a live subscription). */
  readonly mayIdle?: boolean;
}

/**
 * The few calls that the adapter makes, so that another client library can be put under it. Failures are
 * {@link StoreFailure}s; iterations free the server's side when they are left, however they are left.
 */
export interface StoreDriver {
  /** One attempt, with a deadline; never retried in here. */
  append(request: {
    readonly stream: string;
    readonly expected: bigint | 'absent' | 'any';
    readonly events: readonly StoreEvent[];
    readonly answerMs: number;
  }): Promise<{ readonly revision: bigint; readonly position: StorePosition | null }>;
  /** From the given revision on, inclusive; `'end'` backwards is the last event. */
  readStream(
    query: {
      readonly stream: string;
      readonly from: bigint | 'start' | 'end';
      readonly backwards?: boolean;
      readonly count: number;
    },
    limits: ReadLimits,
  ): AsyncIterable<StoreRecord>;
  /** The last record of `$all`, system events included. */
  lastOfAll(limits: ReadLimits): AsyncIterable<StoreRecord>;
  /** Catches up after a position and follows; the filter is a regular expression over event types. */
  subscribeAll(
    query: {
      readonly after: StorePosition | 'start';
      readonly typePattern: string;
      /** A checkpoint after each event that does not match, instead of one in a while: for a reader at the head. */
      readonly everyCheckpoint?: boolean;
    },
    limits: ReadLimits,
  ): AsyncIterable<StoreMessage>;
  /** Ends every call and the connection. */
  dispose(): Promise<void>;
}

export type FailureKind =
  /** The stream does not stand where the append expected it. */
  | 'wrongRevision'
  /** The stream does not exist, or was softly deleted. */
  | 'streamNotFound'
  /** The stream was deleted for ever. */
  | 'tombstoned'
  | 'tooLarge'
  /** The server will say the same again: rights, a malformed request, a missing method. */
  | 'refused'
  /** Another node leads; the client knows which. */
  | 'notLeader'
  /** Connection, deadline, restart, or anything not understood: the same call may succeed later. */
  | 'unavailable';

/** Why a call to the server failed, in the adapter's terms. */
export class StoreFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'StoreFailure';
  }

  /** Whether the very same call may be made again. */
  get retryable(): boolean {
    return this.kind === 'unavailable' || this.kind === 'notLeader';
  }
}
