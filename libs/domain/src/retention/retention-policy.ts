import { SettingChanged } from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

/** Classes of streams that go by age; everything else is kept for ever. */
export const RETENTION_CLASSES = ['telemetry', 'rollup', 'sandbox'] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/** Days that each class is kept, by the day on which it was recorded. */
export type RetentionPolicy = Readonly<Record<RetentionClass, number>>;

export interface RetentionCommand {
  readonly type: 'keep';
  readonly days: RetentionPolicy;
}

/** Least and most days of each class: 30 days to 2 years; what was tried in a sandbox may go after a week. */
export const RETENTION_DAYS: Readonly<Record<RetentionClass, { readonly least: number; readonly most: number }>> = {
  telemetry: { least: 30, most: 730 },
  rollup: { least: 30, most: 730 },
  sandbox: { least: 7, most: 730 },
};

export const RETENTION_AREA = 'retention';
export const RETENTION_STREAM = `setting-${RETENTION_AREA}`;

const isWithin = (streamClass: RetentionClass, days: unknown): days is number => {
  const { least, most } = RETENTION_DAYS[streamClass];
  return Number.isInteger(days) && (days as number) >= least && (days as number) <= most;
};

/** How long each class is kept; stream `setting-retention`, whose revisions are its versions. */
export const retentionDecider: Decider<RetentionPolicy, RetentionCommand, EventOf<typeof SettingChanged>> = {
  initial: { telemetry: 30, rollup: 730, sandbox: 7 },
  decide: (state, { days }) => {
    for (const streamClass of RETENTION_CLASSES) {
      const { least, most } = RETENTION_DAYS[streamClass];
      if (!isWithin(streamClass, days[streamClass]))
        throw new DomainError('BAD_USER_INPUT', `\`${streamClass}\` is kept for ${least} to ${most} whole days.`);
    }
    if (days.rollup < days.telemetry)
      throw new DomainError(
        'BAD_USER_INPUT',
        'Rollups are made of telemetry: `rollup` is kept at least as long as `telemetry`.',
      );
    const changed = RETENTION_CLASSES.filter((streamClass) => state[streamClass] !== days[streamClass]);
    if (changed.length === 0) return [];
    const of = (policy: RetentionPolicy) => Object.fromEntries(changed.map((one) => [one, policy[one]]));
    return [SettingChanged.create({ area: RETENTION_AREA, before: of(state), after: of(days) })];
  },
  evolve: (state, { data }) => {
    const next = { ...state };
    for (const streamClass of RETENTION_CLASSES) {
      const days = data.after[streamClass];
      if (isWithin(streamClass, days)) next[streamClass] = days;
    }
    return next;
  },
};
