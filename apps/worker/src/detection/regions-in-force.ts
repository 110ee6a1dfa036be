import type { Regions, Rule } from '@wireledger/detectors';
import type { LoadedRegions } from '@wireledger/enrichment';
import { LOCATION_STREAM, type LocationSource, locationSourceDecider } from '@wireledger/domain';
import { type EventLog, type EventOf, handleCommand, type RecordedEvent } from '@wireledger/event-sourcing';
import { EnrichmentSourceLoaded } from '@wireledger/events';
import { uuidV5 } from '@wireledger/kernel/hashing';

/** Events of data sets, as the log filters them. */
export const REGION_TYPES: readonly string[] = [EnrichmentSourceLoaded.type];
export const isOfRegions = ({ type }: Pick<RecordedEvent, 'type'>): boolean => REGION_TYPES.includes(type);

/** The data set of locations that lies there now. */
export interface RegionSource {
  current(): Promise<LoadedRegions | null>;
}

/** Whether a rule asks where addresses are. */
export const asksRegions = ({ detector }: Pick<Rule, 'detector'>): boolean => detector.id === 'region';

const BY = 'system:worker';
/** Namespace of what notes of data sets are correlated by. */
const NOTED = '0d0c5f39-5c54-4a0b-b5a8-6b6e9a3f2d71';

/** Puts the data set that lies there on the log, unless it is the one in force. `at` is wall clock, µs. True when it was put there. @throws what the log throws */
export async function noteRegions(
  log: EventLog,
  { name, version, digest, built }: LoadedRegions,
  at: number,
): Promise<boolean> {
  const id = uuidV5(NOTED, digest);
  const context = { actor: BY, correlationId: id, causationId: id, at };
  const load = { type: 'load', name, version, digest, built, by: BY, at } as const;
  const { appended } = await handleCommand(log, locationSourceDecider, LOCATION_STREAM, load, context);
  return appended > 0;
}

/** The data set that detectors ask at a place of the log, folded from its events. */
export class RegionsInForce {
  private source: LocationSource = null;

  constructor(
    private readonly files: RegionSource,
    /** Hears of a data set that is in force and is not there any more: nothing is known then. */
    private readonly onMissing: (source: NonNullable<LocationSource>) => void,
  ) {}

  /** Folds an event. {@link judging} tells what follows. */
  apply({ type, data, meta }: RecordedEvent): void {
    const fact = { type, version: meta.sv, data } as unknown as EventOf<typeof EnrichmentSourceLoaded>;
    this.source = locationSourceDecider.evolve(this.source, fact);
  }

  /** What detectors ask now. @throws what reading the files throws */
  async judging(): Promise<Regions | null> {
    if (!this.source) return null;
    const there = await this.files.current();
    if (there?.digest === this.source.digest) return there;
    this.onMissing(this.source);
    return null;
  }

  /** The data set that lies there and is not in force; null when there is none. */
  async news(): Promise<LoadedRegions | null> {
    const there = await this.files.current();
    return there && there.digest !== this.source?.digest ? there : null;
  }

  get known(): boolean {
    return this.source !== null;
  }

  save(): unknown {
    return this.source;
  }

  load(saved: unknown): void {
    this.source = saved as LocationSource;
  }
}
