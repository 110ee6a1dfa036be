import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { anEvent, appended, aStream } from '@wireledger/event-sourcing/testing';

import { UserDirectory } from '../auth/user-directory';
import { CatchUpSlots } from '../live/event-feed';
import { LogTail } from '../live/log-tail';
import { ActorNames } from './actor-names';
import { AlertTail } from './alert-tail';

/** So long that no test sees the end of it. */
const FOREVER_MS = 3_600_000;

it('tells of each alert as it comes, also when there was one just before', async () => {
  const log = new InMemoryEventLog();
  const directory = new UserDirectory();
  const tail = new LogTail(log, directory, { warn: () => undefined });
  await tail.start();
  const times = { frameMs: FOREVER_MS, heartbeatMs: FOREVER_MS };
  const alerts = new AlertTail(log, tail, new CatchUpSlots(), new ActorNames(directory), times);
  const over = new AbortController();
  const frames = await alerts.open(undefined, null, over.signal);
  await frames.next();
  const heard: string[] = [];
  for (let n = 0; n < 12; n++) {
    const alert = `alert ${n}`;
    const next = frames.next();
    await appended(log, aStream(), 'none', [anEvent({ alert, severity: 'high' }, 'domain.AlertRaised')]);
    const { value } = await next;
    heard.push(...(value as { changes: { alert: string }[] }).changes.map((change) => change.alert));
  }
  expect(heard).toEqual(Array.from({ length: 12 }, (_, n) => `alert ${n}`));
  over.abort();
  await tail.stop();
});
