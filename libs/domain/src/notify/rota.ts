import type { Rota } from '@wireledger/events';

const DAY_MS = 86_400_000;
/** After so many turns everybody has had one, stand-ins or not. */
const LOOK_AHEAD = 400;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
      hourCycle: 'h23',
    });
    formats.set(zone, format);
  }
  return format;
}

const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** The day whose duty it is at a time (µs): before the hour of change it is still the day before. By the calendar, so moved clocks shift nothing. */
function dutyDay({ zone, at: change }: Rota, at: number): number {
  const part = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at / 1000)
      .map(({ type, value }) => [type, value]),
  );
  const today = dayNumber(`${part['year']}-${part['month']}-${part['day']}`);
  return Number(part['hour']) * 60 + Number(part['minute']) < change ? today - 1 : today;
}

const isAddress = (recipient: string): boolean => recipient.includes('@');

/** Turns of whoever's address was erased fall to the next one, so that somebody is told; his place stays, so that all other turns do. */
function dutyOn(recipients: readonly string[], { first, days, standIns }: Rota, day: number): string {
  const date = dateOf(day);
  const standIn = standIns.find(({ from, to, recipient }) => from <= date && date <= to && isAddress(recipient));
  if (standIn) return standIn.recipient;
  const turn = Math.floor((day - dayNumber(first)) / days) % recipients.length;
  const order = recipients.map((_, i) => recipients[(turn + i + recipients.length) % recipients.length] as string);
  return order.find(isAddress) ?? (order[0] as string);
}

/** Who is on duty at a time, µs since 1970 UTC. Before the first day turns are counted backwards, so there is always somebody. */
export const onDuty = (recipients: readonly string[], rota: Rota, at: number): string =>
  dutyOn(recipients, rota, dutyDay(rota, at));

/** Who takes over next, and on which day (at the rota's hour of change); null when it stays the same for more than a year. */
export function nextOnDuty(
  recipients: readonly string[],
  rota: Rota,
  at: number,
): { readonly recipient: string; readonly date: string } | null {
  const today = dutyDay(rota, at);
  const now = dutyOn(recipients, rota, today);
  for (let day = today + 1; day <= today + LOOK_AHEAD; day++) {
    const recipient = dutyOn(recipients, rota, day);
    if (recipient !== now) return { recipient, date: dateOf(day) };
  }
  return null;
}
