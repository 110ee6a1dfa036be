import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { act, time } from '../detection/parts';
import { listFormat } from './list-format';

export * from './feed-events';
export * from './list-format';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();
const version = z.number().int().positive();
const reason = z.string().min(1).max(500);

/** What the entries of a list are: addresses and prefixes, names of the DNS, or fingerprints of TLS clients (JA3, JA4). */
export const listKind = z.enum(['addresses', 'names', 'fingerprints']);
export type ListKind = z.infer<typeof listKind>;

/** What a list is for: what is bad, what is never told by rules that leave it out, or what is to be noticed. */
export const listAction = z.enum(['threat', 'allow', 'watch']);
export type ListAction = z.infer<typeof listAction>;

/** What a list is. `source` and `licence`: words on where its entries come from, '' when nothing is said. */
export const listDefinition = z.object({
  name: z.string().min(1).max(100),
  kind: listKind,
  action: listAction,
  source: z.string().max(500),
  licence: z.string().max(200),
});
export type ListDefinition = z.infer<typeof listDefinition>;

/** The entries of a version: where they are kept (SHA-256 of their canonical text), and how many. */
export const listContent = z.object({ sha256, entries: count, bytes: count });
export type ListContent = z.infer<typeof listContent>;

/** The file that a version was read from, and what of it was left out. */
export const listOrigin = z.object({
  name: z.string().min(1).max(200),
  sha256,
  bytes: count,
  format: listFormat,
  lines: count,
  /** Said twice, of another kind than the list's, and not understood or refused. */
  duplicates: count,
  otherKind: count,
  refused: count,
  /** Beside the version that was in force before. */
  added: count,
  removed: count,
});
export type ListOrigin = z.infer<typeof listOrigin>;

const list = { list: z.uuid(), ...act } as const;

/** Stream `list-<id>`, as all below: a list is made, or called otherwise. */
export const ListDefined = defineEvent({
  type: 'domain.ListDefined',
  version: 1,
  schema: z.object({ ...list, definition: listDefinition }),
});

/** A file was read into a new version, which is in force from here on. `accepted`: why it is in force although far more changed than usual. */
export const ListImported = defineEvent({
  type: 'domain.ListImported',
  version: 1,
  schema: z.object({ ...list, number: version, content: listContent, origin: listOrigin, accepted: reason.nullable() }),
});

/** An older version is in force again. */
export const ListReverted = defineEvent({
  type: 'domain.ListReverted',
  version: 1,
  schema: z.object({ ...list, number: version, reason }),
});

/** It matches nothing until it is resumed. */
export const ListPaused = defineEvent({
  type: 'domain.ListPaused',
  version: 1,
  schema: z.object({ ...list, reason }),
});

export const ListResumed = defineEvent({
  type: 'domain.ListResumed',
  version: 1,
  schema: z.object(list),
});

/** An entry added by hand. It matches what happened before `until` (µs, packet time); null = until it is removed. */
export const IndicatorAdded = defineEvent({
  type: 'domain.IndicatorAdded',
  version: 1,
  schema: z.object({ ...list, value: z.string().min(1).max(300), until: time.nullable(), reason }),
});

export const IndicatorRemoved = defineEvent({
  type: 'domain.IndicatorRemoved',
  version: 1,
  schema: z.object({ ...list, value: z.string().min(1).max(300), reason }),
});

/** What happens to lists. */
export const LIST_EVENTS = [
  ...[ListDefined, ListImported, ListReverted, ListPaused, ListResumed],
  ...[IndicatorAdded, IndicatorRemoved],
] as const;
