import { Indicators } from '@wireledger/domain';
import type { InMemoryEventLog } from '@wireledger/event-sourcing';
import type { CutBatch } from '@wireledger/events/telemetry';
import { createLogger, loadConfig } from '@wireledger/platform';
import type { Snapshot } from '@wireledger/read-models';

import { BacktestRun } from '../backtest/backtest-run';
import { Detection } from './detection';
import { runnableRule } from '@wireledger/detectors/published';
import { shippedDefinition } from './shipped-rules';
import { ListedContents, tellList } from './testing/listed';
import { RECORDED_US, recorded } from './testing/recorded-log';
import { NO_REGIONS } from './testing/regions';
import { simulatedBatches } from './testing/simulated-batches';
import { RULE_SETS, type Rule } from '@wireledger/detectors';

jest.setTimeout(120_000);

const logger = createLogger('worker', { ...loadConfig({}, '/tmp'), logLevel: 'silent' });
const NEVER = { everyMs: Infinity, everyRecords: Infinity };
/** Somebody whom the simulated network really hears of. */
const SCANNER = '198.51.100.66';

class Kept {
  saved: Snapshot | null = null;
  position = () => Promise.resolve(this.saved?.position ?? ('start' as const));
  read = () => Promise.resolve(this.saved);
  judged = () => Promise.resolve();
  save = (snapshot: Snapshot) => {
    this.saved = snapshot;
    return Promise.resolve(true);
  };
}

interface Raised {
  readonly kind: string;
  readonly entity: string;
  readonly baseline: Readonly<Record<string, number>>;
  readonly summary: string;
}

async function matches(log: InMemoryEventLog): Promise<Raised[]> {
  const page = await log.readAll({ after: 'start', filter: { types: ['domain.AlertRaised'] }, limit: 500 });
  return page.events.map(({ data }) => data as unknown as Raised).filter(({ kind }) => kind === 'threat_match');
}
async function judge(log: InMemoryEventLog, contents: ListedContents, kept = new Kept(), pace = NEVER) {
  const detection = new Detection(log, kept as never, { contents, regions: NO_REGIONS }, logger, pace);
  while ((await detection.step()) !== 'idle');
  return matches(log);
}

let batches: readonly CutBatch[];
beforeAll(() => {
  batches = simulatedBatches();
});

/** A list of one version, another one in the middle of the facts. */
async function world() {
  const contents = new ListedContents();
  const half = batches.length >> 1;
  const log = await recorded(batches, {
    before: (to) => contents.give(to, ['203.0.113.250', SCANNER]),
    at: { batch: half, does: (to) => contents.give(to, [SCANNER]) },
  });
  return { log, contents };
}

it('tells what is on the list, with version and line, by the version in force at that place of the log', async () => {
  const { log, contents } = await world();
  const found = await judge(log, contents);
  expect(found.length).toBeGreaterThan(0);
  for (const { entity, baseline, summary } of found) {
    expect(entity).toMatch(/ 198\.51\.100\.66 Known scanners$/);
    const [version, line] = [baseline['version of the list'] as number, baseline['line of the list']];
    expect([
      [1, 2],
      [2, 1],
    ]).toContainEqual([version, line]);
    expect(summary).toContain(`“Known scanners” (version ${version}, line ${line})`);
  }
  // Each version was loaded once.
  expect(contents.loads).toBe(2);
});

it('finds the same after a restart at a snapshot, which holds no entries', async () => {
  const { log, contents } = await world();
  const whole = await judge((await world()).log, contents);
  const kept = new Kept();
  const first = new Detection(log, kept as never, { contents, regions: NO_REGIONS }, logger, {
    everyMs: 0,
    everyRecords: 0,
  });
  for (let i = 0; i < 3; i++) await first.step();
  expect(kept.saved?.memory).not.toContain('203.0.113.250');
  expect(await judge(log, contents, kept)).toEqual(whole);
});

it('a back-test asks the lists that were in force, and finds what was found', async () => {
  const { log, contents } = await world();
  const live = await judge(log, contents);
  const shipped = RULE_SETS.recommended.find(({ id }) => id === 'threat-list') as Rule;
  const rule = runnableRule('threat-list', 1, shippedDefinition('recommended', shipped));
  const times = { fromUs: RECORDED_US - 86_400_000_000, toUs: RECORDED_US + 1 };
  const entities: string[] = [];
  await new BacktestRun(
    log,
    { contents, regions: NO_REGIONS },
    { rule, against: null, after: 'start', upTo: await log.head(), ...times },
    { onChange: ({ change }) => change.change === 'raised' && entities.push(`${change.entity} ${change.summary}`) },
  ).run();
  expect(entities.sort()).toEqual(live.map(({ entity, summary }) => `${entity} ${summary}`).sort());
});

it.each<[string, (log: InMemoryEventLog, contents: ListedContents) => Promise<void>]>([
  ['paused', (log) => tellList(log, { type: 'pause', reason: 'noise', seen: 2 })],
  ['of another address', (log, contents) => contents.give(log, ['203.0.113.250'])],
])('a list that is %s tells nothing', async (_what, does) => {
  const contents = new ListedContents();
  const log = await recorded(batches, {
    before: async (to) => {
      await contents.give(to, [SCANNER]);
      await does(to, contents);
    },
  });
  expect(await judge(log, contents)).toEqual([]);
});

it('of a version whose entries are gone what was added by hand still counts', async () => {
  const contents = new ListedContents();
  const log = await recorded(batches, {
    before: async (to) => {
      await contents.give(to, ['203.0.113.250']);
      await tellList(to, { type: 'add', value: SCANNER, until: null, reason: 'seen' });
    },
  });
  contents.load = () => Promise.resolve<Indicators | null>(null);
  const found = await judge(log, contents);
  expect(found.length).toBeGreaterThan(0);
  expect(found[0]?.summary).toContain('(added by hand)');
});
