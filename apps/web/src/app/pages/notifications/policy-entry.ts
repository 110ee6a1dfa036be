import { applyEach, applyWhen, type SchemaPathTree, validate, validateTree } from '@angular/forms/signals';
import type {
  AlertSeverity,
  ChannelFields,
  PolicyFields,
  SaveEscalationPolicyVariables,
} from '../../graphql/generated/operations';
import { shortText, wanted } from '../../ui/form/rules';
import { numberWithin, unfinished, zoneRules } from '../../ui/form/value-rules';
import { addressesOf, clockOf, minuteOf } from './notify-words';

/** Most steps of a policy. */
export const MOST_STEPS = 10;
const MOST_CHANNELS = 20;
const MOST_SENSORS = 50;
const SECONDS = 60;

/** A step as it is written. */
export interface StepEntry {
  readonly minutes: number | null;
  /** Ids. */
  readonly channels: readonly string[];
}

/** A policy as it is written into its form. */
export interface PolicyEntry {
  readonly name: string;
  readonly least: AlertSeverity;
  readonly sensors: string;
  readonly onEscalation: boolean;
  readonly late: boolean;
  readonly steps: readonly StepEntry[];
  /** None when both ends are ''. */
  readonly quiet: {
    readonly from: string;
    readonly to: string;
    readonly zone: string;
    readonly spares: AlertSeverity;
  };
  readonly enabled: boolean;
}

/** As the policy is now, without channels that are there no more, or as a new one begins. `zone`: of whoever writes it. */
export function policyEntryOf(
  policy: PolicyFields | undefined,
  channels: readonly Pick<ChannelFields, 'id'>[],
  zone: string,
): PolicyEntry {
  const { quiet } = policy ?? {};
  const steps = policy?.steps.map(({ afterSeconds, channels: told }) => ({
    minutes: afterSeconds / SECONDS,
    channels: told.filter((id) => channels.some((one) => one.id === id)),
  }));
  return {
    ...{ name: policy?.name ?? '', least: policy?.least ?? 'high', sensors: (policy?.sensors ?? []).join(', ') },
    ...{ onEscalation: policy?.onEscalation ?? true, late: policy?.late ?? false, enabled: policy?.enabled ?? true },
    steps: steps ?? [{ minutes: 0, channels: channels.slice(0, 1).map(({ id }) => id) }],
    quiet: {
      ...{ from: quiet ? clockOf(quiet.from) : '', to: quiet ? clockOf(quiet.to) : '' },
      ...{ zone: quiet?.zone ?? zone, spares: quiet?.spares ?? 'critical' },
    },
  };
}

/** What the API takes. */
export function policyRules(entry: SchemaPathTree<PolicyEntry>): void {
  wanted(entry.name, 'A name is wanted.');
  shortText(entry.name, 100);
  validate(entry.sensors, ({ value }) => {
    const names = addressesOf(value());
    if (names.length > MOST_SENSORS) return unfinished(`${MOST_SENSORS} sensors at most`);
    return unfinished(names.some((name) => name.length > 100) ? 'A name has 100 characters at most.' : '');
  });
  applyEach(entry.steps, (step) => {
    numberWithin(step.minutes, [0, 10_080], 'A delay from 0 to 10,080 minutes is wanted.', false);
    validate(step.channels, ({ value }) => {
      if (value().length === 0) return { kind: 'required', message: 'A channel is wanted.' };
      return unfinished(value().length > MOST_CHANNELS ? `${MOST_CHANNELS} channels at most` : '');
    });
  });
  validateTree(entry.steps, ({ value, fieldTree }) => {
    const after = value().map(({ minutes }) => minutes ?? 0);
    const at = after.findIndex((minutes, i) => i > 0 && minutes <= (after[i - 1] ?? 0));
    const field = at < 0 ? undefined : fieldTree[at]?.minutes;
    const message = `Step ${at + 1} is not after step ${at}. Give it a longer delay.`;
    return field && { kind: 'unfinished', message, fieldTree: field };
  });
  applyWhen(entry.quiet, ({ value }) => value().from !== '' || value().to !== '', quietRules);
}

function quietRules(quiet: SchemaPathTree<PolicyEntry['quiet']>): void {
  wanted(quiet.from, 'Say when they begin, or leave both empty.');
  wanted(quiet.to, 'Say when they end, or leave both empty.');
  validate(quiet.to, ({ value, valueOf }) =>
    unfinished(
      value() === valueOf(quiet.from) ? 'The quiet hours are empty: begin and end are the same. Leave them out.' : '',
    ),
  );
  zoneRules(quiet.zone);
}

/** What is sent of it. */
export function policyOrder(entry: PolicyEntry): Omit<SaveEscalationPolicyVariables, 'id' | 'seen' | 'key'> {
  const { name, sensors, steps, quiet, ...rest } = entry;
  const [from, to] = [minuteOf(quiet.from), minuteOf(quiet.to)];
  return {
    ...rest,
    ...{ name: name.trim(), sensors: addressesOf(sensors) },
    steps: steps.map(({ minutes, channels }) => ({
      ...{ afterSeconds: Math.round((minutes ?? 0) * SECONDS), channels: [...channels] },
    })),
    quiet: from === null || to === null ? null : { ...quiet, from, to, zone: quiet.zone.trim() },
  };
}
