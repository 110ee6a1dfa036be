import { RULE_SETS, type Rule } from '@wireledger/detectors';
import { runnableRule } from '@wireledger/detectors/published';
import type { LoadedRegions } from '@wireledger/enrichment';
import type { InMemoryEventLog } from '@wireledger/event-sourcing';
import type { CutBatch } from '@wireledger/events/telemetry';
import { createLogger, loadConfig } from '@wireledger/platform';
import type { Snapshot } from '@wireledger/read-models';

import { BacktestRun } from '../backtest/backtest-run';
import { Detection } from './detection';
import { noteRegions } from './regions-in-force';
import { shippedDefinition } from './shipped-rules';
import { ListedContents } from './testing/listed';
import { RECORDED_US, recorded } from './testing/recorded-log';
import { regionsOf } from './testing/regions';
import { simulatedBatches } from './testing/simulated-batches';

jest.setTimeout(120_000);

const logger = createLogger('worker', { ...loadConfig({}, '/tmp'), logLevel: 'silent' });
const NEVER = { everyMs: Infinity, everyRecords: Infinity };
const shipped = RULE_SETS.documents.find(({ id }) => id === 'r2-region') as Rule;
const OWN = { 'own-region': { ...shippedDefinition('own', shipped), parameters: shipped.parameters as never } };
/** Somebody whom the simulated network really hears of. */
const SERVERS = { '198.51.100.': 'KP', '203.0.113.': 'DE' };
const [FIRST, SECOND] = [regionsOf('aa1', SERVERS), regionsOf('bb2', { '203.0.113.': 'KP' })];

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

let batches: readonly CutBatch[];
beforeAll(() => {
  batches = simulatedBatches();
});

/** The version that lies there. */
class Files {
  there: LoadedRegions | null = FIRST;
  current = () => Promise.resolve(this.there);
}

async function alerts(log: InMemoryEventLog): Promise<string[]> {
  const page = await log.readAll({ after: 'start', filter: { types: ['domain.AlertRaised'] }, limit: 500 });
  const raised = page.events.map(({ data }) => data as unknown as Record<'kind' | 'entity' | 'summary', string>);
  return raised.filter(({ kind }) => kind === 'region').map(({ entity, summary }) => `${entity} ${summary}`);
}
const sources = async (log: InMemoryEventLog) => {
  const types = ['domain.EnrichmentSourceLoaded'];
  const { events } = await log.readAll({ after: 'start', filter: { types }, limit: 10 });
  return events.map(({ data }) => data.version);
};

async function judge(log: InMemoryEventLog, files: Files, kept = new Kept(), pace = NEVER) {
  const detection = new Detection(log, kept as never, { contents: new ListedContents(), regions: files }, logger, pace);
  while ((await detection.step()) !== 'idle');
  return alerts(log);
}

/** The first version is noted before anything is recorded. */
const world = (own: object = OWN) =>
  recorded(batches, { own: own as typeof OWN, before: async (log) => void (await noteRegions(log, FIRST, 1)) });

it('tells connections with a region by the version that is in force, which stands in log and alert', async () => {
  const log = await world();
  const found = await judge(log, new Files());
  expect(found.length).toBeGreaterThan(0);
  for (const one of found)
    expect(one).toMatch(/^\S+ KP Test Regions aa1 .* with KP.*, by Test Regions aa1; the threshold/);
  expect(await sources(log)).toEqual(['aa1']);
});

it('notes another version that lies there, and goes on after restarts as if there had been none', async () => {
  const whole = await judge(await world(), new Files());
  const log = await world();
  const [kept, often] = [new Kept(), { everyMs: 0, everyRecords: 0 }];
  const files = new Files();
  for (let restarts = 0; ; restarts++) {
    const detection = new Detection(
      log,
      kept as never,
      { contents: new ListedContents(), regions: files },
      logger,
      often,
    );
    if ((await detection.step()) === 'idle' && restarts > 3) break;
  }
  expect(await alerts(log)).toEqual(whole);
  files.there = SECOND;
  await judge(log, files, kept);
  expect(await sources(log)).toEqual(['aa1', 'bb2']);
});

it('says nothing of a region whose data set is gone, and reads none when no rule asks', async () => {
  const gone = new Files();
  gone.there = null;
  expect(await judge(await world(), gone)).toEqual([]);
  const calm = new Files();
  let asked = 0;
  calm.current = () => Promise.resolve((asked++, FIRST));
  await judge(await world({}), calm);
  expect(asked).toBe(0);
});

it('a back-test finds what was found live; before the first version was noted it asks the one that is there', async () => {
  const backtest = async (log: InMemoryEventLog) => {
    const rule = runnableRule('own-region', 1, OWN['own-region']);
    const times = { fromUs: RECORDED_US - 86_400_000_000, toUs: RECORDED_US + 1 };
    const found: string[] = [];
    await new BacktestRun(
      log,
      { contents: new ListedContents(), regions: new Files() },
      { rule, against: null, after: 'start', upTo: await log.head(), ...times },
      { onChange: ({ change }) => change.change === 'raised' && found.push(`${change.entity} ${change.summary}`) },
    ).run();
    return found.sort();
  };
  const log = await world();
  const live = (await judge(log, new Files())).sort();
  expect(await backtest(log)).toEqual(live);
  expect(await backtest(await recorded(batches, { own: {} }))).toEqual(live);
});
