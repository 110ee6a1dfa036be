import { flushCompileCache } from 'node:module';

import { PostgresEventLog } from '@wireledger/event-log-postgres';
import { EventCatalogue, type EventLog, PersonalCodec, PersonalEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue, PERSONAL_FIELDS } from '@wireledger/events';
import { openQueueBackend } from '@wireledger/jobs';
import { ChannelSender, MailSender, NotifyKeys, OutboundPolicy } from '@wireledger/notify';
import { createLogger, loadConfig, notifyKey } from '@wireledger/platform';
import { maskingKeys } from '@wireledger/platform/masking';
import { masterKey, PostgresSubjectKeys } from '@wireledger/platform/personal-keys';
import { ReadModels } from '@wireledger/read-models';

import { NO_REGIONS } from '../../detection/testing/regions';
import { RunningWorker } from '../../worker';
import type { Order, SendingSetUp, StopAt } from './sending-process';

const STOPS_HERE = new Promise<never>(() => undefined);

/** The log as the worker has it. At the point that is ordered whoever appends goes no further; when all are there that were to be waited for, it says so. */
class StoppingLog {
  private at: StopAt | null = null;
  private there = 0;

  order(at: StopAt): void {
    this.at = at;
    this.there = 0;
  }

  of(log: EventLog): EventLog {
    return new Proxy(log, {
      get: (target, name: keyof EventLog) => {
        const member = target[name] as unknown;
        if (name === 'append') return (requests: Parameters<EventLog['append']>[0]) => this.append(target, requests);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
  }

  private async append(log: EventLog, requests: Parameters<EventLog['append']>[0]) {
    const { at } = this;
    const stops = at !== null && requests.some(({ events }) => events.some(({ type }) => type === at.type));
    if (stops && at.when === 'before') return this.stop();
    const results = await log.append(requests);
    return stops ? this.stop() : results;
  }

  private stop(): Promise<never> {
    if (++this.there === this.at?.writers) process.send?.({ type: 'stopped' });
    return STOPS_HERE;
  }
}

/** A worker with all that it does, over a database and receivers that are there. */
async function begin({ connection, dataDir, smtpUrl }: SendingSetUp, clock: () => number, points: StoppingLog) {
  const onError = (): void => undefined;
  const subjects = await PostgresSubjectKeys.open(connection, masterKey(dataDir), onError);
  const stored = await PostgresEventLog.open({
    ...{ connection: { connectionString: connection }, catalogue: EventCatalogue.raw, poolSize: 4, migrate: false },
  });
  const codec = new PersonalCodec(PERSONAL_FIELDS, subjects);
  const log = points.of(new PersonalEventLog(stored, eventCatalogue(), codec));
  const models = await ReadModels.open({ connection, poolSize: 8, log, onError });
  const mail = new MailSender(smtpUrl, 'wireledger@example.org');
  const keys = new NotifyKeys(notifyKey(dataDir));
  const sender = new ChannelSender(mail, new OutboundPolicy(['127.0.0.0/8'], []), keys, () => clock() / 1000);
  await RunningWorker.start({
    ...{ name: 'worker-1', log, models, backend: openQueueBackend(connection, onError), regions: NO_REGIONS },
    logger: createLogger('worker', { ...loadConfig({}, dataDir), logLevel: 'warn' }),
    notify: { sender, mail, console: 'https://wireledger.example.org' },
    masking: maskingKeys(dataDir),
    clock,
  });
}

/**
 * A program of tests: a worker whose clock is moved by whoever started it, with points in its log where it stops to be killed. It is loaded at once, and begins
 * when it is told to.
 */
function main(): void {
  let now = 0;
  const points = new StoppingLog();
  process.on('message', (order: Order) => {
    if ('stopAt' in order) return points.order(order.stopAt);
    now = order.now;
    if ('begin' in order) void begin(order.begin, () => now, points).then(() => process.send?.({ type: 'ready' }));
  });
  process.on('disconnect', () => process.exit(1));
  // What was compiled is kept at the end otherwise, and this one is to be killed.
  flushCompileCache();
  process.send?.({ type: 'loaded' });
}

main();
