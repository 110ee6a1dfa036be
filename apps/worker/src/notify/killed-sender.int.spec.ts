import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  type AlertActCommand,
  alertDecider,
  alertStream,
  ATTEMPT_US,
  BACK_OFF_S,
  channelDecider,
  channelStream,
  deliveryDecider,
  deliveryStream,
  policyDecider,
  policyStream,
} from '@wireledger/domain';
import { ANN, key, raised } from '@wireledger/domain/testing';
import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { PostgresEventLog } from '@wireledger/event-log-postgres';
import {
  EventCatalogue,
  type EventLog,
  handleCommand,
  PersonalCodec,
  PersonalEventLog,
  type Position,
} from '@wireledger/event-sourcing';
import {
  type ChannelDefinition,
  EscalationStepReached,
  eventCatalogue,
  NotificationAttempted,
  NotificationBundled,
  NotificationDelivered,
  NotificationDropped,
  NotificationFailed,
  NotificationRequested,
  NotificationRetried,
  PERSONAL_FIELDS,
} from '@wireledger/events';
import { migrateQueues } from '@wireledger/jobs';
import { uuidV5 } from '@wireledger/kernel/hashing';
import { migrateAccess } from '@wireledger/platform/access-store';
import { masterKey, PostgresSubjectKeys } from '@wireledger/platform/personal-keys';
import { migrateReadModels } from '@wireledger/read-models';

import { MailReceiver, type Mood, type Receiver, WebhookReceiver } from './testing/receivers';
import { bundleSendingWorker, SendingProcess, type StopAt } from './testing/sending-process';

const SECOND = 1_000_000;
const [HOOK, MAIL, POLICY] = [key(600), key(601), key(500)];
const STEPS = [
  { afterS: 0, channels: [HOOK, MAIL] },
  { afterS: 900, channels: [HOOK] },
  { afterS: 1800, channels: [MAIL] },
];
/** Past every attempt that nobody owns any more, and past the first pause after a failure. */
const LATER_US = ATTEMPT_US + SECOND;

interface Point {
  readonly name: string;
  readonly stop: StopAt | 'held';
  readonly mood: Mood;
  /** What of each message stands in the log in the end. */
  readonly noted: readonly string[];
  /** How often its receiver got it. */
  readonly got: number;
}

const at = (when: StopAt['when'], type: string, writers = 2): StopAt => ({ when, type: `domain.${type}`, writers });
const ONCE = ['Attempted 1', 'Delivered 1'];
const TWICE = ['Attempted 1', 'Attempted 2', 'Delivered 2'];
const REFUSED = ['Attempted 1', 'Failed 1', 'Attempted 2', 'Delivered 2'];
const [STEP, ATTEMPT] = ['EscalationStepReached', 'NotificationAttempted'];
const [DELIVERED, FAILED] = ['NotificationDelivered', 'NotificationFailed'];

/** Everything that lies between the steps of sending a message, in their order. */
const POINTS: readonly Point[] = [
  { name: 'before it notes what the step means', stop: at('before', STEP, 1), mood: 'take', noted: ONCE, got: 1 },
  { name: 'when that is noted', stop: at('after', STEP, 1), mood: 'take', noted: ONCE, got: 1 },
  { name: 'before it notes the attempt', stop: at('before', ATTEMPT), mood: 'take', noted: ONCE, got: 1 },
  { name: 'when that is noted', stop: at('after', ATTEMPT), mood: 'take', noted: TWICE, got: 1 },
  { name: 'while the receiver has it and has not answered', stop: 'held', mood: 'hold', noted: TWICE, got: 2 },
  { name: 'when the receiver took it', stop: at('before', DELIVERED), mood: 'take', noted: TWICE, got: 2 },
  { name: 'when that is noted', stop: at('after', DELIVERED), mood: 'take', noted: ONCE, got: 1 },
  { name: 'when the receiver refused it', stop: at('before', FAILED), mood: 'refuse', noted: TWICE, got: 1 },
  { name: 'when that is noted', stop: at('after', FAILED), mood: 'refuse', noted: REFUSED, got: 1 },
];

const folder = mkdtempSync(path.join(tmpdir(), 'wl-killed-sender-'));
const program = path.join(folder, 'worker.js');
const hook = new WebhookReceiver();
const mail = new MailReceiver();
let postgres: TestPostgres;
let connection: string;
let smtpUrl: string;
let keys: PostgresSubjectKeys;
let log: EventLog;
let worker: SendingProcess;
/** Is loaded while the other one works, and takes its place when that is killed. */
let standIn: Promise<SendingProcess>;
let hookUrl: string;
/** The worker's clock, which only the test moves. */
let now = Date.now() * 1000;
let kills = 0;

beforeAll(async () => {
  bundleSendingWorker(program);
  standIn = load();
  postgres = await startTestPostgres();
  const { host, port, user, password, database } = postgres.connection;
  connection = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  await migrateAccess({ connectionString: connection });
  await migrateReadModels(connection);
  await migrateQueues(connection);
  keys = await PostgresSubjectKeys.open(connection, masterKey(folder), () => undefined);
  const stored = await PostgresEventLog.open({
    ...{ connection: { connectionString: connection }, catalogue: EventCatalogue.raw },
  });
  log = new PersonalEventLog(stored, eventCatalogue(), new PersonalCodec(PERSONAL_FIELDS, keys));
  hookUrl = await hook.start();
  smtpUrl = await mail.start();
  await defineChannel(HOOK, { kind: 'webhook', url: hookUrl, generation: 1 });
  await defineChannel(MAIL, { kind: 'email', recipients: ['on-call@example.org'] });
  const rest = { onEscalation: true, late: false, sensors: [], quiet: null };
  const definition = { name: 'On call', enabled: true, least: 'high' as const, steps: STEPS, ...rest };
  const command = { type: 'define', id: POLICY, definition, seen: 0, ...act() } as const;
  await handleCommand(log, policyDecider, policyStream(POLICY), command, context());
  await replace();
}, 60_000);
afterAll(async () => {
  await Promise.all([worker?.kill(), standIn?.then((one) => one.kill())]);
  await Promise.all([hook.stop(), mail.stop()]);
  await log?.close();
  await keys?.close();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

let commands = 0;
const act = () => ({ by: ANN, at: now, command: uuidV5(key(0), `command ${++commands}`) });
const context = () => {
  const id = uuidV5(key(1), `context ${++commands}`);
  return { actor: ANN, correlationId: id, causationId: id, at: now };
};

async function defineChannel(id: string, target: ChannelDefinition['target']): Promise<void> {
  const definition = { name: `Channel ${id.slice(-2)}`, enabled: true, perHour: 100, target };
  const command = { type: 'define', id, definition, seen: 0, ...act() } as const;
  await handleCommand(log, channelDecider, channelStream(id), command, context());
}

const load = (): Promise<SendingProcess> => SendingProcess.load(program, path.join(folder, 'compiled'));

/** Another worker, later: nobody owns any more what was under way. */
async function replace(afterUs = LATER_US): Promise<void> {
  now += afterUs;
  worker = await standIn;
  await worker.begin({ connection, dataDir: folder, smtpUrl }, now);
  standIn = load();
}

/** kill −9. */
async function kill(): Promise<void> {
  await worker.kill();
  expect(worker.endedBy).toBe('SIGKILL');
  kills++;
}

async function until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await sleep(50);
  }
}

/** Everything that the worker notes while it sends. */
const SENDING = [
  EscalationStepReached,
  NotificationAttempted,
  NotificationBundled,
  NotificationDelivered,
  NotificationDropped,
  NotificationFailed,
  NotificationRequested,
  NotificationRetried,
].map(({ type }) => type);

let raisedSoFar = 0;
/** A critical alert that nobody has taken on; the clock is where it was raised. */
async function raise(): Promise<{ readonly alert: string; readonly since: Position }> {
  const alert = uuidV5(key(2), `alert ${++raisedSoFar}`);
  const facts = raised({ alert, severity: 'critical', scope: { sensor: 'edge-1', timeline: 'live' }, late: false });
  await handleCommand(log, alertDecider, alertStream(alert), { type: 'raise', facts }, context());
  const [event] = (await log.readStream({ stream: alertStream(alert), limit: 1 })).events;
  now = event?.recordedAt ?? 0;
  await worker.clock(now);
  return { alert, since: event?.position as Position };
}

async function acknowledge(alert: string): Promise<void> {
  const command = { type: 'acknowledge', reason: 'mine', seen: 0, ...act() } as AlertActCommand;
  await handleCommand(log, alertDecider, alertStream(alert), command, context());
}

/** What the worker noted since then, in the order of the log. */
async function noted(since: Position) {
  const { events, end } = await log.readAll({ after: since, filter: { types: SENDING }, limit: 200 });
  expect(end).toBe(true);
  return events.map(({ type, data }) => ({ type: type.replace(/^domain\.(Escalation|Notification)/, ''), data }));
}
type Noted = Awaited<ReturnType<typeof noted>>;

/** Of one message. */
const notedOf = (events: Noted, delivery: string): string[] =>
  events
    .filter(({ data }) => data['delivery'] === delivery)
    .map(({ type, data }) => (data['attempt'] === undefined ? type : `${type} ${data['attempt'] as number}`));

const untilNoted = (since: Position, count: number): Promise<Noted> =>
  until(`${count} events are noted`, async () => {
    const events = await noted(since);
    return events.length >= count ? events : null;
  });

/** Messages that the step means, by their channels, as the log has it: it was taken once. */
function plannedBy(events: Noted, step: number): Readonly<Record<string, string>> {
  const steps = events.filter(({ type, data }) => type === 'StepReached' && data['step'] === step);
  expect(steps).toHaveLength(1);
  const planned = steps[0]?.data['planned'] as { delivery: string; channel: string }[];
  return Object.fromEntries(planned.map(({ delivery, channel }) => [channel, delivery]));
}

/** Resolves when the worker has sent a message that was asked for now: all steps that are due it takes before. */
async function hasLookedAround(): Promise<void> {
  const since = (await log.head()) as Position;
  const delivery = uuidV5(key(3), `test ${++commands}`);
  const before = hook.receipts.length;
  const command = { type: 'request', delivery, channel: HOOK, recipient: hookUrl, ...act() } as const;
  await handleCommand(log, deliveryDecider, deliveryStream(delivery), command, context());
  const events = await untilNoted(since, 3);
  expect(notedOf(events, delivery)).toEqual(['Requested', ...ONCE]);
  expect(events).toHaveLength(3);
  expect(keysOf(hook, before)).toEqual([delivery]);
}

const keysOf = (receiver: Receiver, after: number): string[] => receiver.receipts.slice(after).map((got) => got.key);

describe('a worker that is killed while it sends', () => {
  it.each(POINTS.map((point, i) => [i + 1, point.name, point] as const))(
    '%i %s: step 1 arrives by webhook and by mail, each under one key, step 2 follows, and step 3 never does',
    async (_i, _name, { stop, mood, noted: wanted, got }) => {
      const before = { [HOOK]: hook.receipts.length, [MAIL]: mail.receipts.length };
      [hook.mood, mail.mood] = [mood, mood];
      const there = stop === 'held' ? Promise.all([hook.holds(), mail.holds()]) : worker.stopped();
      if (stop !== 'held') await worker.stopAt(stop);
      const { alert, since } = await raise();
      const begun = now;
      await there;
      await kill();
      await replace();
      const first = await untilNoted(since, 1 + 2 * wanted.length);
      expect(first).toHaveLength(1 + 2 * wanted.length);
      const planned = plannedBy(first, 0);
      for (const [channel, receiver] of [[HOOK, hook] as const, [MAIL, mail] as const]) {
        const delivery = planned[channel] ?? '';
        expect(notedOf(first, delivery)).toEqual(wanted);
        expect(keysOf(receiver, before[channel] ?? 0)).toEqual(Array.from({ length: got }, () => delivery));
        for (const { body } of receiver.receipts.slice(before[channel])) expect(body).toContain(alert);
      }

      await worker.clock((now = begun + 900 * SECOND));
      const all = await untilNoted(since, first.length + 3);
      const next = plannedBy(all, 1)[HOOK] ?? '';
      expect(notedOf(all, next)).toEqual(ONCE);
      expect(keysOf(hook, before[HOOK] ?? 0).slice(got)).toEqual([next]);
      expect(next).not.toBe(planned[HOOK]);
      await acknowledge(alert);
      await worker.clock((now = begun + 3000 * SECOND));
    },
  );

  it('sends nothing more of all these alerts when their next step is due: somebody has taken them on', async () => {
    const since = (await log.head()) as Position;
    const mailed = mail.receipts.length;
    await kill();
    await replace(86_400 * SECOND);
    await hasLookedAround();
    expect(await noted(since)).toHaveLength(3);
    expect(mail.receipts).toHaveLength(mailed);
  });

  it('between two steps: the first one is not taken again, the next one is when it is due', async () => {
    const { alert, since } = await raise();
    const begun = now;
    const first = await untilNoted(since, 5);
    await kill();
    await replace(60 * SECOND);
    await hasLookedAround();
    await worker.clock((now = begun + 900 * SECOND));
    const all = await untilNoted(since, 5 + 3 + 3);
    expect(plannedBy(all, 0)).toEqual(plannedBy(first, 0));
    expect(notedOf(all, plannedBy(all, 1)[HOOK] ?? '')).toEqual(ONCE);
    expect(all).toHaveLength(11);
    await acknowledge(alert);
  });

  it('and is away while somebody takes the alert on: what was under way is given up, and that is noted', async () => {
    const before = [hook.receipts.length, mail.receipts.length];
    const there = worker.stopped();
    await worker.stopAt(at('after', ATTEMPT));
    const { alert, since } = await raise();
    await there;
    await kill();
    await acknowledge(alert);
    await replace();
    const events = await untilNoted(since, 5);
    const planned = plannedBy(events, 0);
    for (const channel of [HOOK, MAIL])
      expect(notedOf(events, planned[channel] ?? '')).toEqual(['Attempted 1', 'Dropped']);
    expect([hook.receipts.length, mail.receipts.length]).toEqual(before);
  });

  it('was killed at every point', () => {
    expect(kills).toBe(POINTS.length + 3);
    expect(BACK_OFF_S[0] * SECOND).toBeLessThan(LATER_US);
  });
});
