import { HoldLifted, HoldPlaced } from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

/** Nothing of this range may be removed. */
export type LegalHold = EventOf<typeof HoldPlaced>['data'];

export interface LegalHolds {
  /** Those that stand, oldest first. */
  readonly standing: readonly LegalHold[];
}

interface Said {
  readonly reason: string;
  /** `user:<id>`. */
  readonly by: string;
  /** µs since 1970 UTC. */
  readonly at: number;
}

export type HoldCommand =
  | ({ readonly type: 'set' } & Omit<LegalHold, 'reason' | 'by' | 'at'> & Said)
  | ({ readonly type: 'lift'; readonly hold: string } & Said);

export const HOLDS_STREAM = 'hold-all';
/** Holds that stand at once. */
export const MAX_HOLDS = 100;

/** The legal holds; stream `hold-all`. */
export const holdsDecider: Decider<LegalHolds, HoldCommand, EventOf<typeof HoldPlaced> | EventOf<typeof HoldLifted>> = {
  initial: { standing: [] },
  decide: ({ standing }, { type, ...said }) => {
    const reason = said.reason.trim();
    if (reason === '' || reason.length > 500)
      throw new DomainError('BAD_USER_INPUT', '`reason`: say why, in up to 500 characters.');
    if (type === 'lift') {
      const { hold, by, at } = said;
      if (!standing.some((one) => one.hold === hold)) throw new DomainError('NOT_FOUND', 'There is no such hold.');
      return [HoldLifted.create({ hold, reason, by, at })];
    }
    const wanted = said as LegalHold;
    if (wanted.from >= wanted.to) throw new DomainError('BAD_USER_INPUT', '`to` must be later than `from`.');
    if (standing.length >= MAX_HOLDS)
      throw new DomainError('LIMIT_EXCEEDED', `There are ${MAX_HOLDS} holds already: lift one first.`);
    return [HoldPlaced.create({ ...wanted, reason })];
  },
  evolve: ({ standing }, event) => ({
    standing:
      event.type === 'domain.HoldPlaced'
        ? [...standing, event.data]
        : standing.filter(({ hold }) => hold !== event.data.hold),
  }),
};

/** What a partition is about. */
export interface HeldRange {
  /** Least and greatest packet time, µs. */
  readonly least: number;
  readonly greatest: number;
  /** First and last day of recording, `YYYY-MM-DD` of UTC. */
  readonly fromDay: string;
  readonly toDay: string;
  /** Sensors in it; null when not everything names one. */
  readonly sensors: readonly string[] | null;
}

const DAY_US = 86_400_000_000;

/**
 * Holds that keep a partition: its packet times or its days of recording touch the range, and it has something of the sensor. In doubt it is held.
 */
export function holdsOf(holds: LegalHolds, range: HeldRange): LegalHold[] {
  const [began, ended] = [Date.parse(range.fromDay) * 1000, Date.parse(range.toDay) * 1000 + DAY_US];
  return holds.standing.filter(
    ({ from, to, sensor }) =>
      ((range.least < to && range.greatest >= from) || (began < to && ended > from)) &&
      (sensor === null || range.sensors === null || range.sensors.includes(sensor)),
  );
}
