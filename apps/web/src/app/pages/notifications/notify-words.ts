import type { ChannelFields, DeliveryFields, PolicyFields } from '../../graphql/generated/operations';

type RotaFields = NonNullable<ChannelFields['rota']>;
type StandIn = RotaFields['standIns'][number];

/** `at once`, `after 15 min`, `after 1.5 h`. */
export function delay(seconds: number): string {
  if (seconds === 0) return 'at once';
  if (seconds < 7200) return `after ${seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`}`;
  return `after ${Number((seconds / 3600).toFixed(1))} h`;
}

/** Minutes since midnight → `22:00`, as a field of type time has it. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Inverse of {@link clockOf}; null when it is no time. */
export function minuteOf(text: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

/** When the policy starts, in a line. */
export function startsFor({ least, onEscalation, late, sensors }: PolicyFields): string {
  const where = sensors.length === 0 ? 'all sensors' : sensors.join(', ');
  const more = [...(onEscalation ? ['what a person escalates'] : []), ...(late ? ['imports'] : [])];
  const grave = least === 'critical' ? 'critical alerts' : `alerts from ${least} on`;
  return `${[grave, ...more].join(', ')}; ${where}`;
}

/** One address a line, or divided by commas. */
export const addressesOf = (text: string): string[] =>
  text
    .split(/[\s,;]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

const STATES: Readonly<Record<string, { readonly word: string; readonly look: string }>> = {
  waiting: { word: 'Waiting', look: '' },
  sending: { word: 'Sending', look: '' },
  sent: { word: 'Sent', look: 'ok' },
  failed: { word: 'Given up', look: 'fail' },
  bundled: { word: 'In a digest', look: '' },
  dropped: { word: 'Not needed', look: '' },
};

/** How a delivery stands, as a word and a look. */
export function stateOf({ state, attempts }: Pick<DeliveryFields, 'state' | 'attempts'>) {
  if (state === 'waiting' && attempts > 0) return { word: 'To be tried again', look: 'caution' };
  return STATES[state] ?? { word: state, look: '' };
}

/** What a message is about. */
export function aboutOf({ kind, parts, alertTitle }: DeliveryFields): string {
  if (kind === 'test') return 'Test message';
  return kind === 'digest' ? `Digest of ${parts} ${parts === 1 ? 'alert' : 'alerts'}` : (alertTitle ?? 'Alert');
}

/** How many addresses of a mail channel were erased, in words; empty when none was. What is left of one has no @ in it. */
export function erasedOf({ kind, recipients }: Pick<ChannelFields, 'kind' | 'recipients'>): string {
  const erased = kind === 'email' ? recipients.filter((recipient) => !recipient.includes('@')).length : 0;
  if (erased === 0) return '';
  return erased === recipients.length
    ? 'reaches nobody: addresses erased'
    : `${erased} of ${recipients.length} addresses erased`;
}

const DROPPED: Readonly<Record<string, string>> = {
  channelGone: 'the channel is off or removed',
  addressErased: 'not sent: the address was erased',
};

/** Why a message was not sent, where the API answers with a code. */
export const saidOf = ({ state, said }: Pick<DeliveryFields, 'state' | 'said'>): string => {
  if (state !== 'dropped') return said ?? '';
  return DROPPED[said ?? ''] ?? 'somebody had taken the alert on';
};

/** Lines like `2026-12-24 to 2026-12-26 ada@example.org` → stand-ins; null where a line is something else. */
export function standInsOf(text: string): StandIn[] | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const found = lines.flatMap((line) => {
    const [, from, to, recipient] =
      /^\s*(\d{4}-\d\d-\d\d)(?:\s+to\s+(\d{4}-\d\d-\d\d))?\s+(\S+@\S+)\s*$/.exec(line) ?? [];
    return from && recipient ? [{ from, to: to ?? from, recipient }] : [];
  });
  return found.length === lines.length ? found : null;
}

/** Inverse of {@link standInsOf}. */
export const standInLines = (standIns: readonly StandIn[]): string =>
  standIns.map(({ from, to, recipient }) => `${from === to ? from : `${from} to ${to}`} ${recipient}`).join('\n');

/** Who is on duty, and who is next, in a line. */
export const dutyOf = ({ onDuty, next, nextOn }: RotaFields): string =>
  next && nextOn ? `on duty ${onDuty}; from ${nextOn} on ${next}` : `on duty ${onDuty}`;
