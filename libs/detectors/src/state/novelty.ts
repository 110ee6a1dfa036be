import type { z } from 'zod';
import type { About, AlertKind, Contribution, Detector, Measure, Network, Severity } from '../detector';
import type { Lists } from '../lists';
import type { FlowsAsked } from '../records/facets';
import type { AnyRecord, JudgedKind } from '../records/records';
import type { Json } from './json';
import { type Detail, partiesOf } from './threshold';
import { MAX_DISTINCT, type Parties, Tally } from './tally';

/** A sighting of something: by whom, and what is told of it beside. */
export interface Sighting extends Contribution {
  /** Who it was seen with; counted. */
  readonly by: string;
  readonly item: string;
}

export interface NoveltyState {
  /** Packet time of the earliest sighting, µs. */
  first: number;
  /** And of the latest. */
  last: number;
  /** Who it was seen with, `MAX_DISTINCT` at most. */
  readonly by: Set<string>;
  /** Sightings before it was a finding, the earliest `MAX_KEPT`. */
  readonly kept: Kept[];
  tally: Tally | null;
  detail: Detail;
}
type Kept = readonly [time: number, item: string, ref: string];

export interface NoveltyParameters {
  /** The network is watched for so many days before anything is new, and a thing is forgotten after so many without a sighting. */
  readonly learnDays: number;
  readonly knownDays: number;
  readonly severity: Severity;
}

/** What makes one detector of new things different from another. */
export interface NoveltySpec<P extends NoveltyParameters> {
  readonly id: string;
  readonly version: number;
  readonly kind: AlertKind;
  readonly reads: readonly JudgedKind[];
  readonly measure: Measure;
  readonly about: About;
  readonly parameters: z.ZodType<P>;
  /** As of a detector. */
  flowsWith?(parameters: P): number | readonly FlowsAsked[];
  readonly read: (record: AnyRecord, parameters: P, lists: Lists) => Sighting | null;
  readonly memberOf?: (record: AnyRecord, parameters: P) => string | null;
  /** How long after its first sighting a thing is new, µs; 0 = at that moment alone. */
  freshUs(parameters: P): number;
  /** How long after its first sighting it is judged at the earliest, µs. Default: at once. */
  settleUs?(parameters: P): number;
  /** Whether so few were seen with it that it is rare. Default: it is, whoever was. */
  rare?(by: number, network: Network, parameters: P): boolean;
  /** What is a finding without being new or rare. Default: nothing. */
  always?(key: string, parameters: P): boolean;
  parties(key: string, item: string): Parties;
  summary(tally: Tally, key: string, parameters: P, detail: Detail): string;
}

const DAY = 86_400_000_000;
const MAX_KEPT = 20;
const LEARNS =
  'A back-test learns anew from the beginning of its range: in one that is shorter than the time of learning nothing is new.';

/** A detector of what was never seen before in a network that has been watched for a while: forgets slowly, and tells once. */
export function noveltyDetector<P extends NoveltyParameters>(
  spec: NoveltySpec<P>,
): Detector<P, Sighting, NoveltyState> {
  const { id, version, kind, reads, measure, parameters, memberOf } = spec;
  const about = { ...spec.about, limits: `${spec.about.limits} ${LEARNS}` };
  const isYoung = ({ first }: NoveltyState, time: number, p: P, { since }: Network): boolean =>
    first >= since + p.learnDays * DAY && time - first <= spec.freshUs(p);
  const isRipe = ({ first, by }: NoveltyState, time: number, p: P, network: Network): boolean =>
    time - first >= (spec.settleUs?.(p) ?? 0) && (spec.rare?.(by.size, network, p) ?? true);
  return {
    ...{ id, version, kind, reads, measure, about, parameters, ...(memberOf && { memberOf }) },
    ...(spec.flowsWith && { flowsWith: spec.flowsWith }),
    read: spec.read,
    begin: () => ({ first: Infinity, last: -Infinity, by: new Set(), kept: [], tally: null, detail: {} }),
    judge(state, { key, time, by, item, ref }, p, network) {
      if (time > state.last + p.knownDays * DAY) forget(state);
      if (time < state.first) state.first = time;
      if (time > state.last) state.last = time;
      if (state.by.size < MAX_DISTINCT) state.by.add(by);
      const always = spec.always?.(key, p) ?? false;
      if (!always && !isYoung(state, time, p, network)) {
        state.kept.length = 0;
        return null;
      }
      if (state.tally === null && state.kept.length < MAX_KEPT) state.kept.push([time, item, ref]);
      if (!always && !isRipe(state, time, p, network)) return null;
      if (state.tally) state.tally.add(time, item, 1, ref, spec.parties(key, item));
      else {
        // The sighting that is the finding is evidence, however many were kept before it.
        if (state.kept.at(-1)?.[2] !== ref) state.kept[MAX_KEPT - 1] = [time, item, ref];
        state.detail = { by: state.by.size, members: network.members, first: state.first };
      }
      return p.severity;
    },
    opened(state, key) {
      const tally = new Tally();
      for (const [time, item, ref] of state.kept) tally.add(time, item, 1, ref, spec.parties(key, item));
      state.tally = tally;
      state.kept.length = 0;
    },
    closed(state) {
      state.tally = null;
    },
    grown: ({ by }) => by.size,
    describe(state, key, p) {
      const tally = state.tally ?? new Tally();
      const { by, members } = state.detail;
      return {
        ...{ value: state.by.size, threshold: 1 },
        baseline:
          members === undefined || members === 0 ? {} : { 'seen with, then': by ?? 0, 'in the network': members ?? 0 },
        summary: spec.summary(tally, key, p, state.detail),
        ...partiesOf(tally),
      };
    },
    restsOn: () => 'all that was seen before, among which it was not',
    windowUs: (p) => spec.freshUs(p),
    keepUs: (p) => p.knownDays * DAY,
    sizeOf: ({ by, kept }) => by.size + kept.length,
    save: ({ first, last, by, kept, tally, detail }) => [
      ...[first, last, [...by], [...kept], tally ? tally.snapshot() : null],
      { ...detail },
    ],
    load(json) {
      const [first, last, by, kept, tally, detail] = json as unknown as [
        ...[number, number, string[], Kept[], Json, Detail],
      ];
      return {
        ...{ first, last, by: new Set(by), kept: [...kept], detail },
        tally: tally === null ? null : Tally.restore(tally),
      };
    },
  };
}

/** What was not seen for long is as if it had never been. */
function forget(state: NoveltyState): void {
  state.first = Infinity;
  state.by.clear();
  state.kept.length = 0;
}
