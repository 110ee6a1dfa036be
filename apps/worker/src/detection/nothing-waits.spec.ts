import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';
import { createLogger, loadConfig } from '@wireledger/platform';
import type { Snapshot } from '@wireledger/read-models';

import { Detection, type SnapshotPace } from './detection';
import { shipRules } from './shipped-rules';
import { ListedContents } from './testing/listed';
import { RECORDED_US } from './testing/recorded-log';
import { NO_REGIONS } from './testing/regions';
import { PORTS_BEFORE, quiet, record, scan } from './testing/scans';

const logger = createLogger('worker', { ...loadConfig({}, '/tmp'), logLevel: 'silent' });
/** More batches than are kept whole. */
const MANY = 300;
const [SLOW, FAST] = ['10.0.0.66', '10.0.0.77'];

/** Snapshots in memory, each page's kept. */
class Kept {
  saved: Snapshot | null = null;
  told: string[] = [];
  position = () => Promise.resolve(this.saved?.position ?? ('start' as const));
  read = () => Promise.resolve(this.saved);
  judged = (position: string) => Promise.resolve(void this.told.push(position));
  save = (snapshot: Snapshot) => Promise.resolve(((this.saved = snapshot), true));
}

/** The log, its looks back for evidence held until they are let go. */
function held(log: InMemoryEventLog) {
  let letGo: () => void = () => undefined;
  let asked = 0;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const slow = new Proxy(log, {
    get: (target, name: keyof InMemoryEventLog) => {
      const member = target[name] as unknown;
      if (typeof member !== 'function') return member;
      if (name !== 'readAll') return member.bind(target) as unknown;
      return async (query: Parameters<InMemoryEventLog['readAll']>[0]) => {
        if (query.filter?.types?.join() === 'telemetry.') {
          asked++;
          await gate;
        }
        return target.readAll(query);
      };
    },
  });
  return { slow, letGo, asked: () => asked };
}

/** Scans that were told of, and whether with evidence. */
async function told(log: InMemoryEventLog): Promise<Map<string, boolean>> {
  const found = new Map<string, boolean>();
  const sources = new Map<string, string>();
  const { events } = await log.readAll({
    after: 'start',
    filter: { types: ['domain.AlertRaised', 'domain.AlertEvidenceKept'] },
    limit: 1000,
  });
  for (const { type, data } of events) {
    const { alert, src, rule } = data as { alert: string; src: string; rule?: { id: string } };
    if (type === 'domain.AlertRaised' && rule?.id === 'vertical-scan') {
      sources.set(alert, src);
      found.set(src, false);
    }
    const source = sources.get(alert);
    if (type === 'domain.AlertEvidenceKept' && source !== undefined) found.set(source, true);
  }
  return found;
}

const judging = (log: InMemoryEventLog, kept: Kept, pace: Partial<SnapshotPace> = {}) =>
  new Detection(log, kept as never, { contents: new ListedContents(), regions: NO_REGIONS }, logger, {
    everyMs: Infinity,
    everyRecords: 1,
    ...pace,
  });

async function judged(detection: Detection): Promise<void> {
  while ((await detection.step()) !== 'idle');
}

/** A scan whose first ports lie far back in the log when its last one comes, and one that is all at hand. */
async function recorded() {
  const log = new InMemoryEventLog({ catalogue: eventCatalogue(), clock: () => RECORDED_US });
  await shipRules(log, 1);
  const last = scan(SLOW, 1, PORTS_BEFORE + 1);
  await record(log, [
    ...scan(SLOW, PORTS_BEFORE),
    ...quiet(MANY),
    ...last,
    ...quiet(20),
    ...scan(FAST, PORTS_BEFORE + 1),
  ]);
  return log;
}

it('an alert waits for the evidence of no other: neither it nor those behind it', async () => {
  const log = await recorded();
  const end = await log.head();
  const { slow, letGo, asked } = held(log);
  const kept = new Kept();
  const detection = judging(slow, kept);
  await judged(detection);
  expect(asked()).toBe(1);
  expect(await told(log)).toEqual(
    new Map([
      [SLOW, false],
      [FAST, true],
    ]),
  );
  // Whoever waits until all is judged waits for the evidence too.
  expect(kept.told.every((position) => position < end)).toBe(true);
  letGo();
  await detection.settled();
  expect(await told(log)).toEqual(
    new Map([
      [SLOW, true],
      [FAST, true],
    ]),
  );
  await judged(detection);
  expect(kept.told.at(-1)).toBe(await log.head());
});

it('judging does not wait until an alert is written; until then nobody is told, no memory is kept, and silence is not said', async () => {
  const log = await recorded();
  const end = await log.head();
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const held = new Proxy(log, {
    get: (target, name: keyof InMemoryEventLog) => {
      const member = target[name] as unknown;
      if (typeof member !== 'function') return member;
      if (name !== 'append') return member.bind(target) as unknown;
      return (...args: Parameters<InMemoryEventLog['append']>) => gate.then(() => target.append(...args));
    },
  });
  const kept = new Kept();
  const detection = judging(held, kept, { everyRecords: Infinity });
  let step = await detection.step();
  // Both alerts are on their way when all is judged.
  while (step === 'moved') step = await detection.step();
  expect(step).toBe('caughtUp');
  let isSilent = false;
  const silence = judged(detection).then(() => (isSilent = true));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([isSilent, (await told(log)).size, kept.saved]).toEqual([false, 0, null]);
  expect(kept.told.every((position) => position < end)).toBe(true);
  letGo();
  await silence;
  expect([...(await told(log)).keys()].sort()).toEqual([SLOW, FAST]);
  await detection.settled();
  await judged(detection);
  expect(kept.told.at(-1)).toBe(await log.head());
});

it('an alert that cannot be written is judged again', async () => {
  const log = await recorded();
  let refuses = 1;
  const failing = new Proxy(log, {
    get: (target, name: keyof InMemoryEventLog) => {
      const member = target[name] as unknown;
      if (typeof member !== 'function') return member;
      if (name !== 'append') return member.bind(target) as unknown;
      return (...args: Parameters<InMemoryEventLog['append']>) =>
        refuses-- > 0 ? Promise.reject(new Error('the log is away')) : target.append(...args);
    },
  });
  const kept = new Kept();
  const detection = judging(failing, kept, { everyRecords: Infinity });
  await expect(judged(detection)).rejects.toThrow('the log is away');
  await judged(detection);
  await detection.settled();
  expect([...(await told(log)).keys()].sort()).toEqual([SLOW, FAST]);
});

it('who goes on from a kept memory copies the evidence that waited', async () => {
  const log = await recorded();
  const kept = new Kept();
  await judged(judging(held(log).slow, kept));
  const before = await log.head();
  expect((await told(log)).get(SLOW)).toBe(false);
  const heir = judging(log, kept);
  await judged(heir);
  await heir.settled();
  expect((await told(log)).get(SLOW)).toBe(true);
  // One event more, and nothing that stood there already.
  const { events } = await log.readAll({ after: before, limit: 10 });
  expect(events.map(({ type }) => type)).toEqual(['domain.AlertEvidenceKept']);
});

it('an alert does not wait until a memory is kept; whoever finds that another kept one first goes on from that', async () => {
  const log = await recorded();
  const kept = new Kept();
  const ends: ((kept: boolean) => void)[] = [];
  kept.save = () => new Promise((resolve) => ends.push(resolve));
  const detection = judging(log, kept);
  await judged(detection);
  expect([...(await told(log)).keys()]).toEqual([SLOW, FAST]);
  // One at a time is on its way.
  expect(ends).toHaveLength(1);
  ends[0]?.(false);
  await detection.settled();
  const end = await log.head();
  expect(await detection.step()).toBe('busy');
  await judged(detection);
  expect(ends).toHaveLength(2);
  ends[1]?.(true);
  await detection.settled();
  // Judged again, and nothing written twice.
  expect(await log.head()).toBe(end);
});

it('memory is not taken down again before judging has gone on for many times as long as that took', async () => {
  const saved = async (restTimes: number) => {
    const kept = new Kept();
    const save = jest.spyOn(kept, 'save');
    await judged(judging(await recorded(), kept, { restTimes }));
    return save.mock.calls.length;
  };
  expect(await saved(0)).toBeGreaterThan(2);
  expect(await saved(Number.MAX_SAFE_INTEGER)).toBe(1);
});

it('a memory that cannot be kept is told of by the next step', async () => {
  const kept = new Kept();
  kept.save = () => Promise.reject(new Error('the database is away'));
  const detection = judging(await recorded(), kept);
  await expect(judged(detection)).rejects.toThrow('the database is away');
});
