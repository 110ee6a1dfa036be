import type { ReportFields, ReportScheduleFields } from '../../graphql/generated/operations';
import type { IconName } from '../../ui/icon-paths';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Rhythms of a schedule, as they are chosen. */
export const RHYTHMS = [
  { value: 'WEEKLY', text: 'Every week' },
  { value: 'MONTHLY', text: 'Every month' },
  { value: 'DAYS', text: 'Every so many days' },
] as const;
export type Rhythm = (typeof RHYTHMS)[number]['value'];

/** What the day of a rhythm means, and which there are. */
export const DAY_OF: Readonly<Record<Rhythm, { readonly label: string; readonly most: number }>> = {
  WEEKLY: { label: 'Day of the week', most: 7 },
  MONTHLY: { label: 'Day of the month', most: 31 },
  DAYS: { label: 'Days', most: 90 },
};
export const WEEKDAYS = DAYS.map((text, index) => ({ value: index + 1, text }));

/** `Every Monday at 06:00, Europe/Berlin`. */
export function rhythmOf({
  rhythm,
  day,
  at,
  zone,
}: Pick<ReportScheduleFields, 'rhythm' | 'day' | 'at' | 'zone'>): string {
  const when =
    rhythm === 'WEEKLY'
      ? `Every ${DAYS[day - 1] ?? `day ${day} of the week`}`
      : rhythm === 'MONTHLY'
        ? `On day ${day} of every month`
        : day === 1
          ? 'Every day'
          : `Every ${day} days`;
  return `${when} at ${at}, ${zone}`;
}

/** Where a report stands, in a word. */
export function stateOf({ state, progress }: Pick<ReportFields, 'state' | 'progress'>): {
  readonly text: string;
  readonly look: 'ok' | 'busy' | 'wait' | 'bad' | 'plain';
  readonly icon: IconName;
} {
  switch (state) {
    case 'done':
      return { text: 'Done', look: 'ok', icon: 'check' };
    case 'failed':
      return { text: 'Failed', look: 'bad', icon: 'warning' };
    case 'running':
      return { text: `${Math.floor(Math.min(1, Math.max(0, progress)) * 100)} %`, look: 'busy', icon: 'refresh' };
    default:
      return { text: 'Waiting', look: 'plain', icon: 'clock' };
  }
}

/** IANA name of a zone of the console's: `local` and `utc` are none. */
export const ianaOf = (zone: string): string =>
  zone === 'utc' ? 'UTC' : zone === 'local' ? Intl.DateTimeFormat().resolvedOptions().timeZone : zone;

/** The newest of each report: what frames told in place of what was read, those that were not read yet first. */
export function merged(
  read: readonly ReportFields[],
  told: ReadonlyMap<string, ReportFields>,
): readonly ReportFields[] {
  const known = new Set(read.map(({ id }) => id));
  const fresh = [...told.values()].filter(({ id }) => !known.has(id));
  const at = ({ createdAt }: ReportFields): number => Date.parse(createdAt);
  return [...fresh, ...read.map((report) => told.get(report.id) ?? report)].sort((a, b) => at(b) - at(a));
}

/** SHA-256 of a file as hex. @throws RangeError where the browser computes none: outside of HTTPS */
export async function sha256Of(file: Blob): Promise<string> {
  const { subtle } = globalThis.crypto;
  if (!(subtle as SubtleCrypto | undefined))
    throw new RangeError('This browser computes hashes over HTTPS alone. Download the file and run sha256sum on it.');
  const hash = new Uint8Array(await subtle.digest('SHA-256', await file.arrayBuffer()));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
