import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { actor } from '../detection/parts';
import { ReputationKeyChanged } from './reputation-key-events';

export * from './reputation-key-events';

/** What a data set is about: where addresses are. */
export const enrichmentKind = z.enum(['location']);

/**
 * Stream `enrichment-location`: from here on detectors ask this version of the data set of locations. `digest`: the SHA-256 of its file; of one in
 * two files, the SHA-256 of both digests in hex one after the other. What detectors say is a function of it.
 */
export const EnrichmentSourceLoaded = defineEvent({
  type: 'domain.EnrichmentSourceLoaded',
  version: 1,
  schema: z.object({
    kind: enrichmentKind,
    name: z.string().min(1).max(200),
    version: z.string().min(1).max(200),
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    /** When its publisher made it, RFC 3339; null when it does not say. */
    built: z.string().max(40).nullable(),
    by: actor,
    /** Wall clock, µs since 1970 UTC. */
    at: z.number().int(),
  }),
});
export type EnrichmentSourceLoadedData = z.infer<typeof EnrichmentSourceLoaded.schema>;

/** What happens to data sets of facts, and to keys of services outside. */
export const ENRICHMENT_EVENTS = [EnrichmentSourceLoaded, ReputationKeyChanged] as const;
