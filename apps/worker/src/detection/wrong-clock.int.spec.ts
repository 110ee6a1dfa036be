import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue, KIND_DEFINITIONS } from '@wireledger/events';
import type { CutBatch } from '@wireledger/events/telemetry';
import { batchId, uuidV5 } from '@wireledger/kernel/hashing';
import { createLogger, loadConfig } from '@wireledger/platform';

import { Detection } from './detection';
import { shipRules } from './shipped-rules';
import { ListedContents } from './testing/listed';
import { append, RECORDED_US, SOURCE } from './testing/recorded-log';
import { NO_REGIONS } from './testing/regions';
import { simulatedBatches } from './testing/simulated-batches';

jest.setTimeout(120_000);

const logger = createLogger('worker', { ...loadConfig({}, '/tmp'), logLevel: 'silent' });
const DAY_US = 86_400_000_000;
const NO_SNAPSHOTS = {
  position: () => Promise.resolve('start' as const),
  read: () => Promise.resolve(null),
  judged: () => Promise.resolve(),
  save: () => Promise.resolve(true),
};

interface Raised {
  readonly scope: { readonly sensor: string };
  readonly kind: string;
  readonly first: number;
  readonly late: boolean;
}

/** What a sensor records while its clock is off by so much. */
const stretch = (log: InMemoryEventLog, sensor: string, batches: readonly CutBatch[], name: string) =>
  batches.map(({ kind, number, seq, occ, payload }) => {
    const source = uuidV5(SOURCE, `${sensor} ${name}`);
    return () =>
      append(log, `facts-${sensor}.20261128`, {
        id: batchId(source, number),
        type: KIND_DEFINITIONS[kind].type,
        data: payload as never,
        meta: {
          ...{ $correlationId: 'c', $causationId: 'k', actor: `sensor:${sensor}`, sv: KIND_DEFINITIONS[kind].version },
          ...{ src: `${sensor}/${source}`, seq, batch: number, occ },
        },
      });
  });

async function raisedBy(play: (log: InMemoryEventLog) => Promise<void>): Promise<Raised[]> {
  const log = new InMemoryEventLog({ catalogue: eventCatalogue(), clock: () => RECORDED_US });
  await shipRules(log, 1);
  await play(log);
  const world = { contents: new ListedContents(), regions: NO_REGIONS };
  const detection = new Detection(log, NO_SNAPSHOTS as never, world, logger, {
    everyMs: Infinity,
    everyRecords: Infinity,
  });
  while ((await detection.step()) !== 'idle');
  const { events } = await log.readAll({ after: 'start', filter: { types: ['domain.AlertRaised'] }, limit: 1000 });
  return events.map(({ data }) => data as unknown as Raised);
}

const kindsOf = (raised: readonly Raised[]) => [...new Set(raised.map(({ kind }) => kind))].sort();

it('A-75 the clock of one sensor jumps to and fro: its attacks are found each time, and another sensor is judged as if alone', async () => {
  const offsets = [DAY_US, 0, -DAY_US];
  const stretches = offsets.map((offset) => simulatedBatches(offset));
  const right = stretches[1] as CutBatch[];
  const alone = await raisedBy(async (log) => {
    for (const one of stretch(log, 'calm', right, '0')) await one();
  });
  expect(kindsOf(alone).length).toBeGreaterThanOrEqual(5);

  const both = await raisedBy(async (log) => {
    const calm = stretch(log, 'calm', right, '0');
    for (const [n, batches] of stretches.entries())
      for (const one of stretch(log, 'jumping', batches, String(n))) {
        await one();
        await calm.shift()?.();
      }
    for (const one of calm) await one();
  });
  const of = (sensor: string) => both.filter(({ scope }) => scope.sensor === sensor);
  expect(of('calm')).toEqual(alone);
  const [begin, end] = [Math.min(...alone.map(({ first }) => first)), Math.max(...alone.map(({ first }) => first))];
  for (const offset of offsets) {
    const then = of('jumping').filter(({ first }) => first >= begin + offset && first <= end + offset);
    expect([offset, kindsOf(then)]).toEqual([offset, kindsOf(alone)]);
  }
});
