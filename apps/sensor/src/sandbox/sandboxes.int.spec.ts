import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { ruleDecider, ruleStream } from '@wireledger/domain';
import { handleCommand, InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue, type RuleDefinition } from '@wireledger/events';
import { uuidV5 } from '@wireledger/kernel/hashing';
import { createLogger } from '@wireledger/platform';

import { importSpec } from '../replay/import-order';
import { ReplayRun } from '../replay/replay-run';
import { CUT_OFF, MOST_KEPT, MOST_OPEN, type SandboxEvent, Sandboxes } from './sandboxes';
import type { SandboxOrder, SandboxState } from './sandbox-state';
import { FakeWall } from './testing/fake-wall';
import { sampleCapture } from './testing/sample-capture';

jest.setTimeout(120_000);

const NS = '4f0d3a52-8a57-4f4e-9d1c-5b7c0e6a2f00';
const DEFINITION: RuleDefinition = {
  ...{ name: 'Busy', set: 'own', detector: 'generic', kind: 'generic', severity: 'low', technique: null },
  ...{ cooldownS: 600, description: '' },
  parameters: { when: '', measure: 'flows', by: ['src.ip'], windowS: 60, threshold: 5, severity: 'low' },
};

let folder: string;
let file: string;
let order: SandboxOrder;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wl-sandboxes-'));
  file = path.join(folder, 'stored');
  order = sampleCapture(file, 30);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newSpool = () => mkdtempSync(path.join(folder, 'spool-'));
const logger = createLogger('sensor', { logLevel: 'silent', logFormat: 'json' });

/** A log in which one rule judges. */
async function aLog(): Promise<InMemoryEventLog> {
  const log = new InMemoryEventLog({ catalogue: eventCatalogue() });
  const context = { actor: 'user:ada', correlationId: 'c', causationId: 'k', at: 1 };
  const act = (kind: string) => ({ by: 'user:ada', at: 1, command: uuidV5(NS, kind) });
  const draft = { type: 'draft', rule: 'own-busy', definition: DEFINITION, seen: 0, ...act('draft') } as const;
  await handleCommand(log, ruleDecider, ruleStream('own-busy'), draft, context);
  const publish = { type: 'publish', version: 1, seen: 1, ...act('publish') } as const;
  await handleCommand(log, ruleDecider, ruleStream('own-busy'), publish, context);
  return log;
}
const sensor = (log: InMemoryEventLog, spool: string, wall = new FakeWall()) => {
  const sandboxes = new Sandboxes({ log, spool, logger, wall });
  sandboxes.resume();
  return sandboxes;
};
async function until(sandboxes: Sandboxes, id: string, fits: (state: SandboxState) => boolean): Promise<SandboxState> {
  while (!fits(sandboxes.state(id))) await turn();
  return sandboxes.state(id);
}

it('keeps facts in a stream of its own, judges by the published rules, and writes nothing else', async () => {
  const log = await aLog();
  const before = await log.head();
  const spool = newSpool();
  const sandboxes = sensor(log, spool);
  const { id } = await sandboxes.start({ ...order, speed: 'max' }, file);
  const end = await until(sandboxes, id, ({ phase }) => phase === 'ended');
  expect(end).toMatchObject({ packets: order.packets, flowsOpen: 0 });
  expect(end.found.map(({ rule, title, version }) => [rule, title, version])).toContainEqual(['own-busy', 'Busy', 1]);
  const { events } = await log.readAll({ after: before, limit: 10_000 });
  expect(events.length).toBeGreaterThan(10);
  expect(new Set(events.map(({ stream }) => stream))).toEqual(new Set([`sandbox-${id}`]));
  expect(events.every(({ type }) => type.startsWith('telemetry.'))).toBe(true);
  const records = events.reduce((sum, { data }) => sum + (data.n as number), 0);
  expect(records).toBe(end.records);
  // Back and on to the end again: the log has each batch once.
  await sandboxes.steer(id, { deed: 'play' });
  await until(sandboxes, id, ({ phase }) => phase === 'playing' || phase === 'ended');
  await until(sandboxes, id, ({ phase }) => phase === 'ended');
  expect((await log.readAll({ after: before, limit: 10_000 })).events).toHaveLength(events.length);
  expect(await sandboxes.steer(id, { deed: 'stop' })).toMatchObject({ phase: 'stopped' });
  expect(sandboxes.state(id).found).toEqual(end.found);
  await expect(sandboxes.steer(id, { deed: 'play' })).rejects.toMatchObject({ status: 409 });
  expect(readdirSync(path.join(spool, 'sandboxes', 'slots'))).toEqual([]);
});

it('plays a file for the command line to its end, as an import reads it, and ends with whoever hangs up', async () => {
  const sandboxes = sensor(await aLog(), newSpool());
  const seen: SandboxEvent[] = [];
  for await (const event of sandboxes.follow(file, 'max', new AbortController().signal)) seen.push(event);
  const { state } = seen.at(-1) as SandboxEvent;
  expect(state).toMatchObject({ phase: 'ended', packets: order.packets, flowsOpen: 0 });
  expect(state.alerts).toBeGreaterThan(0);
  expect(state.digest).toBe(await importedDigest());
  expect(sandboxes.list()).toMatchObject([{ id: state.id, phase: 'stopped', reason: 'played to its end' }]);
  const gone = new AbortController();
  for await (const { state: now } of sandboxes.follow(file, 1, gone.signal)) if (now.packets > 50) gone.abort();
  expect(sandboxes.list()[0]).toMatchObject({ phase: 'stopped', reason: 'stopped by a person' });
  const bad = async (at: string) => {
    for await (const _event of sandboxes.follow(at, 'max', gone.signal));
  };
  await expect(bad(path.join(folder, 'gone'))).rejects.toMatchObject({ status: 400 });
});

/** Digest of the same file, read as an import reads it. */
async function importedDigest(): Promise<string | undefined> {
  const { packets, sha256, firstUs, lastUs } = order;
  const capture = { source: NS, file, name: 'a', sensor: 'import', sha256, sizeBytes: 1, packets, firstUs, lastUs };
  const writer = {
    acknowledged: () => ({ batch: 0, occ: 0 }),
    offer: () => undefined,
    settled: () => Promise.resolve(),
    congested: false,
  };
  const run = new ReplayRun(importSpec(capture, 1), writer as never, new AbortController().signal);
  await run.run();
  return run.figures.digest;
}

it('has few open at once, and remembers few', async () => {
  const log = await aLog();
  const wall = new FakeWall();
  const sandboxes = sensor(log, newSpool(), wall);
  const paused = { ...order, paused: true };
  const ids: string[] = [];
  for (let i = 0; i < MOST_OPEN; i++) ids.push((await sandboxes.start(paused, file)).id);
  await expect(sandboxes.start(paused, file)).rejects.toMatchObject({ status: 409 });
  for (const id of ids) await sandboxes.steer(id, { deed: 'stop' });
  const again = await Promise.allSettled(Array.from({ length: MOST_OPEN + 2 }, () => sandboxes.start(paused, file)));
  expect(again.filter(({ status }) => status === 'fulfilled')).toHaveLength(MOST_OPEN);
  await sandboxes.close();
  for (let i = 0; i < MOST_KEPT; i++) {
    wall.us += 1000;
    const { id } = await sandboxes.start(paused, file);
    await sandboxes.steer(id, { deed: 'stop' });
  }
  expect(sandboxes.list()).toHaveLength(MOST_KEPT);
  await expect(sandboxes.start(order, path.join(folder, 'gone'))).rejects.toMatchObject({ status: 404 });
  expect(() => sandboxes.state(ids[0] as string)).toThrow('no such replay');
});

it('tells of a replay that was cut off with its process that it is over, and why', async () => {
  const log = await aLog();
  const spool = newSpool();
  const cut = sensor(log, spool);
  const { id } = await cut.start(order, file);
  await until(cut, id, ({ packets }) => packets > 100);
  await cut.steer(id, { deed: 'pause' });
  const next = sensor(log, spool);
  expect(next.state(id)).toMatchObject({ phase: 'failed', reason: CUT_OFF, packetsInAll: order.packets });
  await expect(next.steer(id, { deed: 'play' })).rejects.toMatchObject({ status: 409 });
  await cut.close();
});

it('is stopped while the log is away', async () => {
  const log = await aLog();
  const away = new Proxy(log, {
    get: (target, name) => {
      if (name === 'append') return () => Promise.reject(new Error('away'));
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
  const sandboxes = sensor(away, newSpool());
  const { id } = await sandboxes.start({ ...order, speed: 'max' }, file);
  await until(sandboxes, id, ({ packets }) => packets > 50);
  expect(await sandboxes.steer(id, { deed: 'stop' })).toMatchObject({
    ...{ phase: 'stopped', reason: 'stopped by a person' },
  });
});

it('tells of one that ended with its sensor that it did, with what it had come to', async () => {
  const log = await aLog();
  const spool = newSpool();
  const stopped = sensor(log, spool);
  const { id } = await stopped.start(order, file);
  await until(stopped, id, ({ packets }) => packets > 100);
  await stopped.close();
  const state = sensor(log, spool).state(id);
  expect(state).toMatchObject({ phase: 'stopped', reason: 'the sensor was stopped. Start the replay anew.' });
  expect(state.packets).toBeGreaterThan(100);
  expect(state.flows.length).toBeGreaterThan(0);
});
