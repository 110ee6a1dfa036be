import { randomUUID } from 'node:crypto';

import { importSource, type StoredCaptureCommand, storedCaptureDecider } from '@wireledger/domain';
import { handleCommand, InMemoryEventLog } from '@wireledger/event-sourcing';
import {
  type CaptureFacts,
  captureStream,
  eventCatalogue,
  pcapStream,
  ReplayCompleted,
  ReplayStarted,
} from '@wireledger/events';

import type { ReadModels } from '../read-models';
import { followAllToEnd, TestReadModels } from '../testing/test-read-models';

const ANN = 'user:ann';
const NOW = Date.UTC(2026, 10, 21) * 1000;
const facts = (n: number, name: string): CaptureFacts => {
  const content = String(n).padStart(64, 'a');
  return {
    ...{ sha256: String(n).padStart(64, '0'), contentSha256: content, source: importSource(content), name },
    ...{ sizeBytes: 1000 + n, unpackedBytes: 9000, format: 'pcap', packing: 'gzip', packets: 7, bytes: 900, flows: 3 },
    ...{ firstUs: 1_200_000_000_000_000, lastUs: 1_200_000_060_000_000, linkTypes: [1, 113], truncated: true },
    warnings: ['cut short \u0000 here'],
  };
};
const NONE = { first: null, last: null };

let server: TestReadModels;
let log: InMemoryEventLog;
let models: ReadModels;
beforeAll(async () => void (server = await TestReadModels.start()), 60_000);
afterAll(() => server.stop());
beforeEach(async () => {
  log = new InMemoryEventLog({ catalogue: eventCatalogue() });
  models = await server.open(log);
});

type Deed = StoredCaptureCommand extends infer C ? (C extends unknown ? Omit<C, 'by' | 'at'> : never) : never;
let told = 0;
async function tell(sha256: string, deed: Deed): Promise<void> {
  const at = NOW + ++told * 1e6;
  const context = { actor: ANN, correlationId: 'c', causationId: 'k', at };
  const command = { ...deed, by: ANN, at } as StoredCaptureCommand;
  await handleCommand(log, storedCaptureDecider, pcapStream(sha256), command, context);
}
const list = async (args: { id?: string; source?: string } = {}) => {
  await followAllToEnd(models);
  return models.queries.captures(args);
};
const append = (source: string, event: { type: string; version: number; data: object }, revision: number) =>
  log.append([
    {
      stream: captureStream(source),
      expected: revision < 0 ? 'none' : BigInt(revision),
      appendId: randomUUID(),
      events: [
        {
          id: randomUUID(),
          ...{ type: event.type, data: event.data as never },
          meta: { $correlationId: 'c', $causationId: 'k', actor: 'sensor:import', sv: event.version, occ: [NOW, NOW] },
        },
      ],
    },
  ]);

it('lists what is kept, the newest first, and no more what was deleted', async () => {
  const [one, two] = [facts(1, 'one.pcap'), facts(2, 'two <b>.pcapng')];
  await tell(one.sha256, { type: 'keep', facts: one });
  await tell(two.sha256, { type: 'keep', facts: two });
  expect((await list()).map(({ id, name, state }) => [id, name, state])).toEqual([
    [two.sha256, 'two <b>.pcapng', 'stored'],
    [one.sha256, 'one.pcap', 'stored'],
  ]);
  const [found] = await list({ id: one.sha256 });
  expect(found).toMatchObject({
    ...{ sizeBytes: 1001, packets: 7, flows: 3, linkTypes: [1, 113], truncated: true, uploadedBy: ANN },
    ...{ firstPacket: '2008-01-10T21:20:00.000000Z', lastPacket: '2008-01-10T21:21:00.000000Z', source: one.source },
  });
  expect(found?.warnings[0]).not.toContain('\u0000');
  expect((await list({ source: two.source })).map(({ id }) => id)).toEqual([two.sha256]);
  expect(await list({ source: 'nonsense' })).toEqual([]);
  await tell(two.sha256, { type: 'delete', reason: null });
  expect((await list()).map(({ id }) => id)).toEqual([one.sha256]);
  await tell(two.sha256, { type: 'keep', facts: { ...two, ...NONE, firstUs: null, lastUs: null, packets: 0 } });
  expect(await list({ id: two.sha256 })).toMatchObject([{ firstPacket: null, lastPacket: null, packets: 0 }]);
});

it('knows how far an import is, by what people want and what its source says', async () => {
  const one = facts(3, 'three.pcap');
  const state = async () => (await list({ id: one.sha256 }))[0]?.state;
  await tell(one.sha256, { type: 'keep', facts: one });
  await tell(one.sha256, { type: 'import' });
  expect(await state()).toBe('importing');
  const { source, sha256, sizeBytes } = one;
  const more = {
    file: 'three.pcap',
    speed: 'max',
    timestamps: 'original',
    shiftUs: 0,
    fromUs: 0,
    maxGapS: 60,
  } as const;
  await append(source, ReplayStarted.create({ source, sensor: 'import', cut: 60, sha256, sizeBytes, ...more }), -1);
  expect(await state()).toBe('importing');
  await tell(one.sha256, { type: 'stopImport' });
  expect(await state()).toBe('stopped');
  await tell(one.sha256, { type: 'import' });
  const records = { flow: 4, dns: 0, traffic: 2 };
  await append(
    source,
    ReplayCompleted.create({ source, packets: 7, bytes: 900, batches: 2, records, warnings: [] }),
    0,
  );
  expect(await list()).toMatchObject([{ state: 'imported', importedBy: ANN }]);
});

it('within a scope there is no library', async () => {
  const one = facts(4, 'four.pcap');
  await tell(one.sha256, { type: 'keep', facts: one });
  await followAllToEnd(models);
  expect(await models.queries.captures({}, { sensor: ['import'] })).toEqual([]);
});

it('rebuilt, it is the same', async () => {
  const one = facts(5, 'five.pcap');
  await tell(one.sha256, { type: 'keep', facts: one });
  await tell(one.sha256, { type: 'import' });
  const before = await list();
  await models.rebuild('traffic');
  expect(await list()).toEqual(before);
});
