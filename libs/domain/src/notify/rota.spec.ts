import type { ChannelDefinition, Rota } from '@wireledger/events';

import { recipientsAt, recipientsOf } from './channel';
import { nextOnDuty, onDuty } from './rota';

const PEOPLE = ['ada@example.org', 'ben@example.org', 'cyd@example.org'];
const rota = (more: Partial<Rota> = {}): Rota => ({
  ...{ zone: 'Europe/Berlin', first: '2026-11-02', at: 540, days: 7, standIns: [], ...more },
});
const us = (iso: string): number => Date.parse(iso) * 1000;
const name = (address: string): string => address.slice(0, 3);
const at = (iso: string, more: Partial<Rota> = {}): string => name(onDuty(PEOPLE, rota(more), us(iso)));

it('each has his days, in order, and after the last comes the first again', () => {
  const mondays = ['02', '09', '16', '23', '30'].map((day) => at(`2026-11-${day}T12:00:00Z`));
  expect(mondays).toEqual(['ada', 'ben', 'cyd', 'ada', 'ben']);
});

it('a turn changes at its hour by the clocks of its zone, to the microsecond', () => {
  expect(at('2026-11-09T07:59:59.999Z')).toBe('ada');
  expect(at('2026-11-09T08:00:00Z')).toBe('ben');
  expect(onDuty(PEOPLE, rota(), us('2026-11-09T08:00:00Z') - 1)).toBe(PEOPLE[0]);
  expect(at('2026-11-08T23:30:00Z', { at: 0 })).toBe('ben');
  expect(at('2026-11-08T22:59:00Z', { at: 0 })).toBe('ada');
});

it('moved clocks move no turn: nine in summer is nine in winter', () => {
  const summer = { first: '2026-10-19', days: 7 };
  expect(at('2026-10-26T07:59:00Z', summer)).toBe('ada');
  expect(at('2026-10-26T08:00:00Z', summer)).toBe('ben');
  expect(at('2026-10-19T07:00:00Z', summer)).toBe('ada');
  expect(at('2026-10-19T06:59:00Z', summer)).toBe('cyd');
});

it('before the first day turns are counted backwards', () => {
  expect(at('2026-10-30T12:00:00Z')).toBe('cyd');
  expect(at('2020-01-01T12:00:00Z')).toMatch(/ada|ben|cyd/);
});

it('a stand-in has whole days from the hour of change on, and is told as who comes next', () => {
  const standIns = [{ from: '2026-11-04', to: '2026-11-05', recipient: 'dot@example.org' }];
  expect(at('2026-11-04T07:59:00Z', { standIns })).toBe('ada');
  expect(at('2026-11-04T08:00:00Z', { standIns })).toBe('dot');
  expect(at('2026-11-06T07:59:00Z', { standIns })).toBe('dot');
  expect(at('2026-11-06T08:00:00Z', { standIns })).toBe('ada');
  const next = (iso: string) => nextOnDuty(PEOPLE, rota({ standIns }), us(iso));
  expect(next('2026-11-03T12:00:00Z')).toEqual({ recipient: 'dot@example.org', date: '2026-11-04' });
  expect(next('2026-11-05T12:00:00Z')).toEqual({ recipient: 'ada@example.org', date: '2026-11-06' });
  expect(next('2026-11-06T12:00:00Z')).toEqual({ recipient: 'ben@example.org', date: '2026-11-09' });
  expect(nextOnDuty(PEOPLE.slice(0, 1), rota(), us('2026-11-06T12:00:00Z'))).toBeNull();
});

it('a channel with a rota sends to the one on duty, one without to all', () => {
  const channel = (more: object): ChannelDefinition => ({
    ...{ name: 'On call', enabled: true, perHour: 10 },
    target: { kind: 'email', recipients: PEOPLE, ...more },
  });
  const time = us('2026-11-10T12:00:00Z');
  expect(recipientsAt(channel({ rota: rota() }), time)).toEqual(['ben@example.org']);
  expect(recipientsAt(channel({}), time)).toEqual(PEOPLE);
  expect(recipientsOf(channel({ rota: rota() }))).toEqual(PEOPLE);
});
