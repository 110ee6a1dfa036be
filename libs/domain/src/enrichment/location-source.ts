import type { Decider, EventOf } from '@wireledger/event-sourcing';
import { EnrichmentSourceLoaded, type EnrichmentSourceLoadedData } from '@wireledger/events';

/** Stream of the data set of locations. */
export const LOCATION_STREAM = 'enrichment-location';

/** The data set that is in force; null before the first. */
export type LocationSource = EnrichmentSourceLoadedData | null;

/** A data set is there that detectors are to ask from now on. */
export interface LoadLocations extends Omit<EnrichmentSourceLoadedData, 'kind'> {
  readonly type: 'load';
}

/** Which data set of locations detectors ask; the same one again says nothing. */
export const locationSourceDecider: Decider<LocationSource, LoadLocations, EventOf<typeof EnrichmentSourceLoaded>> = {
  initial: null,
  decide: (state, { type: _type, ...loaded }) =>
    state?.digest === loaded.digest ? [] : [EnrichmentSourceLoaded.create({ kind: 'location', ...loaded })],
  evolve: (_state, { data }) => data,
};
