/** What the core tells the outside: `CoreHooks` of `src/core.ts`. Bases are those of flows. */

/** The memory was made larger: views of it are no longer valid. */
export declare function grown(): void;

/** A record of the flow is due; the numbers are those of `record-kinds.ts`. Called only when somebody writes records. */
export declare function record(base: i32, kind: i32, why: i32): void;

/** A flow that something reads ends, before its last record. */
export declare function ended(base: i32): void;

/** A flow with a place in `RecordedCounters` has its first packet after a record. */
export declare function woken(base: i32, us: f64): void;

/** A flow with such a place, or in a tunnel, goes. */
export declare function gone(base: i32): void;

/**
 * Something new that TLS says: a hello (type of the message, and where its body lies), or a server name (`SERVER_NAME_TOLD`) of a hello that is counted. 1 when
 * nothing more of its sender is in clear.
 */
export declare function told(what: i32, start: i32, end: i32): i32;
