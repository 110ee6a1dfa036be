import { applyWhen, required, type SchemaPathTree, validate } from '@angular/forms/signals';
import type {
  ChannelFields,
  SaveMailChannelVariables,
  SaveWebChannelVariables,
} from '../../graphql/generated/operations';
import { shortText, wanted } from '../../ui/form/rules';
import { addressRules, isMail, numberWithin, unfinished, zoneRules } from '../../ui/form/value-rules';
import { addressesOf, clockOf, minuteOf, standInLines, standInsOf } from './notify-words';

export type ChannelKind = 'email' | 'webhook' | 'slack' | 'syslog';

/** What is asked for where a channel leads to a server. */
export const ADDRESSES: Readonly<
  Record<
    Exclude<ChannelKind, 'email'>,
    { readonly label: string; readonly like: string; readonly schemes: readonly string[] }
  >
> = {
  webhook: { label: 'Address', like: 'https://hooks.example.org/alerts', schemes: ['https:', 'http:'] },
  slack: {
    ...{ label: 'Address of the incoming webhook', like: 'https://hooks.slack.com/services/…' },
    schemes: ['https:', 'http:'],
  },
  syslog: {
    ...{ label: 'Address of the receiver', like: 'syslog+tls://logs.example.org:6514' },
    schemes: ['syslog+tls:', 'syslog+tcp:', 'syslog+udp:'],
  },
};
const SLACK = 'hooks.slack.com';
const MOST_ADDRESSES = 50;
const MOST_STAND_INS = 100;

/** A channel as it is written into its form. */
export interface ChannelEntry {
  readonly kind: ChannelKind;
  readonly name: string;
  /** Addresses of mail, one a line. */
  readonly to: string;
  /** Whether one at a time is told, by turns of duty. */
  readonly turns: boolean;
  readonly rota: {
    readonly days: number | null;
    readonly first: string;
    readonly at: string;
    readonly zone: string;
    readonly standIns: string;
  };
  /** Address of a server. */
  readonly url: string;
  readonly perHour: number | null;
  readonly enabled: boolean;
  /** Whether a webhook gets another secret. */
  readonly rotate: boolean;
}

/** Of an address that was erased its label is left, which has no @ in it. */
const isAddress = (text: string): boolean => text.includes('@');

/** As the channel is now, or as a new one begins. `today`, `zone`: by the clock of whoever writes it. */
export function channelEntryOf(channel: ChannelFields | undefined, today: string, zone: string): ChannelEntry {
  const { days = 7, first = today, at = 540, zone: kept = zone, standIns = [] } = channel?.rota ?? {};
  return {
    kind: (channel?.kind as ChannelKind | undefined) ?? 'email',
    name: channel?.name ?? '',
    to: (channel?.recipients ?? []).filter(isAddress).join('\n'),
    turns: !!channel?.rota,
    rota: {
      ...{ days, first, at: clockOf(at), zone: kept },
      standIns: standInLines(standIns.filter(({ recipient }) => isAddress(recipient))),
    },
    ...{ url: channel?.url ?? '', perHour: channel?.perHour ?? 10, enabled: channel?.enabled ?? true, rotate: false },
  };
}

/** What the API takes. `fresh`: there is no such channel yet. */
export function channelRules(entry: SchemaPathTree<ChannelEntry>, fresh: () => boolean): void {
  wanted(entry.name, 'A name is wanted.');
  shortText(entry.name, 100);
  numberWithin(entry.perHour, [1, 1000], 'A whole number from 1 to 1,000 is wanted.');
  applyWhen(
    entry,
    ({ value }) => value().kind === 'email',
    (mail) => {
      wanted(mail.to, 'An address is wanted.');
      validate(mail.to, ({ value }) => unfinished(problemOfAddresses(value())));
    },
  );
  applyWhen(
    entry,
    ({ value }) => value().kind === 'email' && value().turns,
    ({ rota }) => rotaRules(rota),
  );
  applyWhen(
    entry,
    ({ value }) => value().kind !== 'email' && (fresh() || value().kind !== 'slack'),
    (web) => required(web.url, { message: 'An address is wanted.' }),
  );
  for (const kind of ['webhook', 'slack', 'syslog'] as const)
    applyWhen(
      entry,
      ({ value }) => value().kind === kind,
      (web) => addressRules(web.url, ADDRESSES[kind]),
    );
  validate(entry.url, ({ value, valueOf }) => {
    const strange = valueOf(entry.kind) === 'slack' && URL.canParse(value()) && new URL(value()).hostname !== SLACK;
    return unfinished(strange ? `Slack's incoming webhooks begin with https://${SLACK}/.` : '');
  });
}

function rotaRules(rota: SchemaPathTree<ChannelEntry['rota']>): void {
  numberWithin(rota.days, [1, 366], 'Days of a turn: a whole number from 1 to 366.');
  wanted(rota.first, 'The first day is wanted.');
  wanted(rota.at, 'The hour of change is wanted.');
  zoneRules(rota.zone);
  validate(rota.standIns, ({ value }) => unfinished(problemOfStandIns(value())));
}

function problemOfAddresses(text: string): string {
  const all = addressesOf(text);
  const wrong = all.find((one) => !isMail(one));
  if (wrong !== undefined) return `“${wrong}” is no address. Write it like ada@example.org.`;
  if (all.length > MOST_ADDRESSES) return `${MOST_ADDRESSES} addresses at most`;
  return new Set(all.map((one) => one.toLowerCase())).size < all.length
    ? 'An address stands there twice. Name each recipient once.'
    : '';
}

function problemOfStandIns(text: string): string {
  const all = standInsOf(text);
  if (!all?.every(({ from, to, recipient }) => isDay(from) && isDay(to) && isMail(recipient)))
    return 'Write each line like 2026-12-24 to 2026-12-26 ada@example.org.';
  const turned = all.find(({ from, to }) => to < from);
  if (turned) return `A stand-in from ${turned.from} cannot end on ${turned.to}. Turn them round.`;
  return all.length > MOST_STAND_INS ? `${MOST_STAND_INS} stand-ins at most` : '';
}

/** Whether the calendar has that day. */
const isDay = (text: string): boolean => {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
};

type Order = 'id' | 'seen' | 'key';

/** What is sent of a channel of mail. */
export function mailOrder({
  name,
  enabled,
  perHour,
  to,
  turns,
  rota,
}: ChannelEntry): Omit<SaveMailChannelVariables, Order> {
  const { zone, first, at, days, standIns } = rota;
  const duty = {
    ...{ zone: zone.trim(), first, at: minuteOf(at) ?? 0, days: days ?? 0 },
    standIns: standInsOf(standIns) ?? [],
  };
  return {
    ...{ name: name.trim(), enabled, perHour: perHour ?? 0, recipients: addressesOf(to) },
    rota: turns ? duty : null,
  };
}

/** What is sent of a channel that leads to a server. No address keeps the one that it has. */
export function webOrder(
  kind: Exclude<ChannelKind, 'email'>,
  { name, enabled, perHour, url, rotate }: ChannelEntry,
): Omit<SaveWebChannelVariables, Order> {
  return { kind, name: name.trim(), enabled, perHour: perHour ?? 0, url: url.trim() || null, rotate };
}
