/** Greatest body of a batch request as it is sent, packed. */
export const MAX_PACKED_BYTES = 1024 * 1024;
/** Greatest body when it is unpacked: more than an append may hold, with room for its envelope. */
export const MAX_PLAIN_BYTES = 1280 * 1024;
/** Events of one request. A sensor sends eight at most. */
export const MAX_EVENTS = 32;
/** Where batches go, where a sensor asks how far a stream is, and where it gives its key. */
export const INGEST_PATHS = { append: '/api/ingest', tail: '/api/ingest/tail', enrol: '/api/ingest/enrol' } as const;
