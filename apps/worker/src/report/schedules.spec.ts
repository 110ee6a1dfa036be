import { randomUUID } from 'node:crypto';

import { reportScheduleDecider, reportScheduleStream, reportStream } from '@wireledger/domain';
import { handleCommand, InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue, type ReportScheduleDefinition } from '@wireledger/events';
import type { NewReport, ReportShape } from '@wireledger/read-models';

import { Schedules } from './schedules';
import { person, tellUser } from './testing/people';

const us = (text: string): number => Date.parse(text) * 1000;
const HOUR = 3_600_000_000;
const USER = randomUUID();

/** A system with one schedule, a clock that is set by hand, and workers that come and go. */
async function world(definition: Partial<ReportScheduleDefinition> = {}) {
  const log = new InMemoryEventLog({ catalogue: eventCatalogue() });
  const made: NewReport[] = [];
  const rung: string[] = [];
  const clock = { now: us('2026-10-20T12:00:00Z') };
  const owner = await person(log, USER, 'Ada', 'ADMIN');
  const schedule = randomUUID();
  const warned: unknown[] = [];
  /** Schedules whose reports cannot be written down. */
  const broken = new Set<string | null>();
  const whole: ReportScheduleDefinition = {
    ...{ template: 'executive', name: 'Monday', zone: 'Europe/Berlin', format: 'pdf', rhythm: 'weekly', day: 1 },
    ...{ at: '06:00', recipients: ['soc@example.org'], shared: true, paused: false, since: clock.now },
    ...definition,
  };
  let seen = 0;
  const define = async (more: Partial<ReportScheduleDefinition>, id = schedule) => {
    const act = { by: owner, at: clock.now, command: randomUUID(), seen: id === schedule ? seen++ : 0 };
    const command = { type: 'define' as const, id, definition: { ...whole, ...more }, ...act };
    const context = { actor: owner, correlationId: 'c', causationId: 'k', at: clock.now };
    await handleCommand(log, reportScheduleDecider, reportScheduleStream(id), command, context);
  };
  await define({});
  const worker = () =>
    new Schedules({
      log,
      store: {
        create: (report) => {
          if (broken.has(report.schedule)) return Promise.reject(new Error('no room'));
          if (!made.some(({ id }) => id === report.id)) made.push(report);
          return Promise.resolve({} as ReportShape);
        },
      },
      ring: (id) => Promise.resolve(void rung.push(id)),
      ...{
        logger: { info: () => undefined, warn: (about: unknown) => void warned.push(about) },
        clock: () => clock.now,
      },
    });
  return { log, made, rung, clock, owner, define, worker, warned, broken };
}

it('orders one report a turn, also after a restart, with two workers, and across a change of clocks', async () => {
  const { log, made, clock, worker, owner } = await world();
  let [one, other] = [worker(), worker()];
  for (const end = us('2026-11-12T00:00:00Z'); clock.now < end; clock.now += 2 * HOUR) {
    await Promise.all([one.tick(), other.tick()]);
    if (clock.now % (6 * HOUR) === 0) [one, other] = [worker(), one];
  }
  expect(
    made.map(({ order }) => [new Date(order.from / 1000).toISOString(), new Date(order.to / 1000).toISOString()]),
  ).toEqual([
    ['2026-10-19T04:00:00.000Z', '2026-10-26T05:00:00.000Z'],
    ['2026-10-26T05:00:00.000Z', '2026-11-02T05:00:00.000Z'],
    ['2026-11-02T05:00:00.000Z', '2026-11-09T05:00:00.000Z'],
  ]);
  expect(made[0]).toMatchObject({ owner, shared: true, clear: true, recipients: ['soc@example.org'] });
  for (const { id } of made)
    expect((await log.readStream({ stream: reportStream(id), limit: 9 })).events).toHaveLength(1);
});

it('of turns that passed while nothing ran takes the newest, late and once', async () => {
  const { made, clock, worker } = await world();
  clock.now = us('2026-11-11T00:00:00Z');
  await worker().tick();
  await worker().tick();
  expect(made.map(({ order }) => new Date(order.to / 1000).toISOString())).toEqual(['2026-11-09T05:00:00.000Z']);
});

it('orders again what was taken but never written down: its worker died in between', async () => {
  const { log, made, clock, worker } = await world();
  clock.now = us('2026-10-26T06:00:00Z');
  await worker().tick();
  const [lost] = made.splice(0);
  await worker().tick();
  expect(made.map(({ id }) => id)).toEqual([lost?.id]);
  expect((await log.readStream({ stream: reportStream(lost?.id ?? ''), limit: 9 })).events).toHaveLength(1);
});

it('paused orders nothing, and what passed meanwhile is not made up for', async () => {
  const { made, clock, define, worker } = await world();
  await define({ paused: true });
  clock.now = us('2026-11-04T00:00:00Z');
  await worker().tick();
  expect(made).toEqual([]);
  await define({ paused: false, since: clock.now });
  await worker().tick();
  expect(made).toEqual([]);
  clock.now = us('2026-11-09T06:00:00Z');
  await worker().tick();
  expect(made).toHaveLength(1);
});

it('A-65 of somebody who sees less by now orders what he sees now', async () => {
  const { log, made, clock, worker } = await world();
  await tellUser(log, USER, { type: 'disable', reason: 'gone', by: 'user:x', otherAdmins: 1 });
  clock.now = us('2026-10-26T06:00:00Z');
  await worker().tick();
  // It is taken, so that it fails where its owner looks for it; nothing in clear comes of it.
  expect(made).toMatchObject([{ clear: false }]);
});

it('of a schedule whose report cannot be ordered holds no other up, and is tried again', async () => {
  const { made, clock, define, worker, warned, broken } = await world();
  const other = randomUUID();
  await define({ name: 'A first one' }, other);
  broken.add(other);
  clock.now = us('2026-10-26T06:00:00Z');
  const one = worker();
  await one.tick();
  expect([made.map(({ order }) => order.name), warned]).toMatchObject([['Monday'], [{ schedule: other }]]);
  broken.clear();
  await one.tick();
  expect(made.map(({ order }) => order.name)).toEqual(['Monday', 'A first one']);
});
