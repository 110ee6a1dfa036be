import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { actor, time } from '../detection/parts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();
const by = { by: actor, at: time } as const;

/** What a stored capture holds. Times as recorded, µs since 1970 UTC; null when there is no packet in it. */
export const captureFacts = z.object({
  /** Of the file as it was given; also the end of the stream's name. */
  sha256,
  /** Of what it unpacks to: the same capture packed in another way has the same. */
  contentSha256: sha256,
  /** Source under which it comes into the history; follows from the content. */
  source: z.uuid(),
  /** What the person called it, made inert: no path, no control characters. */
  name: z.string().min(1).max(200),
  sizeBytes: count,
  unpackedBytes: count,
  format: z.enum(['pcap', 'pcapng']),
  packing: z.enum(['none', 'gzip', 'zstd']),
  packets: count,
  /** On the wire. */
  bytes: count,
  flows: count,
  firstUs: z.number().int().nullable(),
  lastUs: z.number().int().nullable(),
  /** tcpdump.org link-layer header types. */
  linkTypes: z.array(count).max(64),
  /** Ends inside a record, or is damaged: what came before is read. */
  truncated: z.boolean(),
  warnings: z.array(z.string().max(1000)).max(100),
});
export type CaptureFacts = z.infer<typeof captureFacts>;

/** Stream `pcap-<sha256>`, as all below: a capture came in whole, was looked at and is kept. */
export const CaptureUploaded = defineEvent({
  type: 'domain.CaptureUploaded',
  version: 1,
  schema: captureFacts.extend(by),
});

/** Its file is gone. What was imported of it stays. */
export const CaptureDeleted = defineEvent({
  type: 'domain.CaptureDeleted',
  version: 1,
  schema: z.object({ sha256, ...by, reason: z.string().max(500).nullable() }),
});

/** Somebody wants it in the history with its own times; the facts about that are those of its source. */
export const CaptureImportRequested = defineEvent({
  type: 'domain.CaptureImportRequested',
  version: 1,
  schema: z.object({ sha256, source: z.uuid(), ...by }),
});

/** Somebody let the import stand still; it goes on when it is requested again. */
export const CaptureImportStopped = defineEvent({
  type: 'domain.CaptureImportStopped',
  version: 1,
  schema: z.object({ sha256, source: z.uuid(), ...by }),
});

/** What happens to captures that people give. */
export const PCAP_EVENTS = [CaptureUploaded, CaptureDeleted, CaptureImportRequested, CaptureImportStopped] as const;

/** Stream of the events above. */
export const pcapStream = (sha256: string): string => `pcap-${sha256}`;
