import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { formatTime } from '@wireledger/kernel';

import type { ReadModels } from '../read-models';
import { newest, sum } from '../testing/counting';
import { littleWorld, type LittleWorld } from '../testing/little-world';
import { appendEach, type FlowRecord } from '../testing/telemetry';
import { followAllToEnd, TestReadModels } from '../testing/test-read-models';
import { Params } from '../sql/params';
import { Database } from '../database';

let server: TestReadModels;
let world: LittleWorld;
let models: ReadModels;
beforeAll(async () => {
  server = await TestReadModels.start();
  world = littleWorld({ seed: 11, flows: 300 });
  const log = new InMemoryEventLog();
  await appendEach(log, 'facts-sensor-1.20261121', world.events);
  models = await server.open(log);
  await followAllToEnd(models);
}, 60_000);
afterAll(() => server.stop());

const range = (from: number, to: number) => ({ from: formatTime(from), to: formatTime(to) });
const everything = () => range(world.from, world.to);

describe('flows over time', () => {
  it.each([
    ['nothing', {}],
    ['a sensor', { sensor: ['sensor-1'] }],
    ['an address', { ip: ['10.0.0.3'] }],
    ['port and protocol', { port: [443, 22], proto: ['tcp'] }],
    ['state and application', { state: ['S0', 'REJ'], app: ['tls'] }],
    ['bytes', { minBytes: 50_000 }],
    ['running ones', { running: true }],
    ['ended ones', { running: false, notIp: ['10.0.0.3'] }],
    ['what is not there', { sensor: ['elsewhere'] }],
  ])('add up to the rows of the list, filtered by %s', async (_, filter) => {
    const where = { ...filter, range: everything() };
    const [table, overTime] = await Promise.all([
      models.queries.flows({ where, first: 1000 }),
      models.queries.flowsOverTime({ where }),
    ]);
    const lengths = [overTime.bytesOut, overTime.bytesIn, overTime.packets, overTime.flows].map((one) => one.length);
    expect(new Set([...lengths, overTime.times.length]).size).toBe(1);
    expect(sum(overTime.bytesOut)).toBe(sum(table.rows.map((flow) => flow.srcBytes)));
    expect(sum(overTime.bytesIn)).toBe(sum(table.rows.map((flow) => flow.dstBytes)));
    expect(sum(overTime.packets)).toBe(sum(table.rows.map((flow) => flow.srcPackets + flow.dstPackets)));
    expect(sum(overTime.flows) + overTime.runningBefore).toBe(table.count);
  });

  it('hold in a part of the range what was sent in it', async () => {
    const [from, to] = [world.from + 600_000_123, world.to - 900_000_321];
    const tcp = (r: FlowRecord) => r.proto === 6;
    const within = world.flowRecords.filter((r) => tcp(r) && r.dLast >= from && r.dLast < to);
    const listed = newest(world.flowRecords).filter((r) => tcp(r) && r.first < to && r.last >= from);
    const found = await models.queries.flowsOverTime({ where: { proto: ['tcp'], range: range(from, to) }, bucket: 60 });
    const bytes = found.bytesOut.map((value, i) => value + (found.bytesIn[i] ?? 0));
    expect(sum(bytes)).toBe(sum(within.map((r) => r.dSrcBytes + r.dDstBytes)));
    expect(found.runningBefore).toBe(listed.filter((r) => r.first < from).length);
    expect(sum(found.flows)).toBe(listed.filter((r) => r.first >= from).length);
    const minute = found.times.findIndex((_, i) => (bytes[i] ?? 0) > 0);
    const start = Date.parse(found.times[minute] ?? '') * 1000;
    expect(bytes[minute]).toBe(
      sum(within.filter((r) => r.dLast >= start && r.dLast < start + 60e6).map((r) => r.dSrcBytes + r.dDstBytes)),
    );
  });

  it('need a range, and say so', async () => {
    await expect(models.queries.flowsOverTime({ where: {} })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('where.range'),
    });
  });

  it('give up in the database, with a mend, and leave the connection usable', async () => {
    const db = new Database(models.source);
    await expect(db.rowsWithin(30, 'SELECT pg_sleep(20)', new Params())).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('shorter range'),
    });
    expect(await db.rowsWithin(5000, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
