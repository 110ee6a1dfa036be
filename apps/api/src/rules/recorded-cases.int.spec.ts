import { randomUUID } from 'node:crypto';

import { evidenceBatches } from '@wireledger/detectors/replay';
import { importSource, ruleStream, storedCaptureDecider } from '@wireledger/domain';
import { handleCommand, InMemoryEventLog } from '@wireledger/event-sourcing';
import {
  type CaptureFacts,
  eventCatalogue,
  type EvidenceRecord,
  pcapStream,
  TELEMETRY_TYPES,
} from '@wireledger/events';
import { formatTime } from '@wireledger/kernel';

import { TestApi } from '../testing/test-api';

const T0 = 1_780_002_000_000_000;
const SECOND = 1_000_000;
const LIVE = '0f0e0d0c-0b0a-4908-8706-050403020100';
const CONTENT = 'ab'.repeat(32);
const CAPTURE = 'cd'.repeat(32);

let api: TestApi;
let analyst: string;
beforeAll(async () => {
  api = await TestApi.start({
    log: new InMemoryEventLog({ catalogue: eventCatalogue(), clock: () => T0 + 60 * SECOND }),
  });
  analyst = await api.person('ANALYST', null, { steppedUp: true });
  // Ten lookups of one host and one of another, a second after the other, in two batches; each with its flow.
  const lookups = Array.from({ length: 11 }, (_, n) => lookup(n, n === 10 ? '10.0.0.9' : '10.0.0.1'));
  await record('edge-1', LIVE, [...lookups, ...lookups.map(flowOf)]);
  await record('edge-2', randomUUID(), [lookup(3, '10.0.0.1')]);
  const facts: CaptureFacts = {
    ...{ sha256: CAPTURE, contentSha256: CONTENT, source: importSource(CONTENT), name: 'office.pcap' },
    ...{ sizeBytes: 10, unpackedBytes: 20, format: 'pcap', packing: 'none', packets: 3, bytes: 200, flows: 1 },
    ...{ firstUs: T0, lastUs: T0 + 1, linkTypes: [1], truncated: false, warnings: [] },
  };
  const tell = (command: { type: 'keep'; facts: CaptureFacts } | { type: 'import' }) =>
    handleCommand(
      api.log,
      storedCaptureDecider,
      pcapStream(CAPTURE),
      { by: 'user:ann', at: T0, ...command },
      { actor: 'user:ann', correlationId: 'c', causationId: 'k', at: T0 },
    );
  await tell({ type: 'keep', facts });
  await tell({ type: 'import' });
  await record(
    'office',
    facts.source,
    [0, 1, 2].map((n) => lookup(n, '192.0.2.7', T0 - 1e12)),
  );
});
afterAll(() => api.stop());

const place = { event: randomUUID(), hash: 'a'.repeat(64), n: 0, position: '0000000000000000001' };
const lookup = (n: number, client: string, t0 = T0): EvidenceRecord => ({
  ...{ ...place, n, kind: 'dns' },
  record: {
    ...{ at: t0 + n * SECOND, time: t0 + n * SECOND, client, server: '10.0.0.53', proto: 17, clientPort: 40_000 + n },
    ...{ serverPort: 53, name: `n${n}.example`, queries: 1 },
  },
});
const flowOf = ({ n, record: { at = 0, time = 0, client = '' } }: EvidenceRecord): EvidenceRecord => ({
  ...{ ...place, n, kind: 'flow', position: '0000000000000000002' },
  record: {
    ...{ flow: n + 1, kind: 2, at, first: time, last: time, proto: 17, src: client, dst: '10.0.0.53' },
    ...{ srcPort: 40_000 + n, dstPort: 53, srcPackets: 1, srcBytes: 70 + n, app: 'dns' },
  },
});

async function record(sensor: string, source: string, records: readonly EvidenceRecord[]): Promise<void> {
  for (const { kind, payload } of evidenceBatches(records, { sensor, source })) {
    const event = {
      ...{ id: randomUUID(), type: TELEMETRY_TYPES[kind], data: payload as never },
      meta: {
        ...{
          $correlationId: source,
          $causationId: source,
          actor: `sensor:${sensor}`,
          sv: 1,
          src: `${sensor}/${source}`,
        },
        ...{ batch: 1, seq: [1, records.length] as const, occ: [T0, T0 + 1] as const },
      },
    };
    const [result] = await api.log.append([
      { stream: `facts-${sensor}.20260528`, expected: 'any', appendId: randomUUID(), events: [event] },
    ]);
    expect(result).toMatchObject({ status: 'ok' });
  }
}

const RULE = '{ entity { id revision cases tested { passed failed unfit } } }';
const text = (value: unknown) => JSON.stringify(value);
async function ask(mutation: string, token = analyst) {
  const { data, errors } = await api.query(`mutation { done: ${mutation} ${RULE} }`, { token });
  const { code } = errors?.[0]?.extensions ?? {};
  return { code, message: errors?.[0]?.message, ...(data?.done as { entity?: Record<string, unknown> } | undefined) };
}
async function drafted(threshold = 10, kind = 'dns'): Promise<string> {
  const id = `own-${randomUUID()}`;
  const measure = kind === 'dns' ? 'lookups' : 'flows';
  const parameters = { kind, measure, by: ['src.ip'], windowS: 60, threshold, severity: 'high' };
  await ask(
    `draftRule(id: "${id}", seen: 0, key: "${randomUUID()}", name: "Lookups", detector: "generic", cooldownSeconds: 600,
      parameters: ${text(text(parameters))}, description: "")`,
  );
  return id;
}
const keep = (id: string, what: string, expects = 'alert', token = analyst) =>
  ask(`keepRangeAsCase(id: "${id}", name: "Monday", expects: ${expects}, key: "${randomUUID()}", ${what})`, token);
const range = (from: number, to: number, more = '') =>
  `sensor: "edge-1", from: "${formatTime(T0 + from * SECOND)}", to: "${formatTime(T0 + to * SECOND)}"${more}`;
/** Records that the newest case of a rule keeps. */
async function kept(id: string) {
  const { events } = await api.log.readStream({ stream: ruleStream(id), dir: 'back', limit: 1 });
  return events[0]?.data as unknown as { scope: object; records: EvidenceRecord[] };
}
const test = async (id: string) =>
  (await ask(`testRule(id: "${id}", version: 1, key: "${randomUUID()}")`)).entity?.tested;

it('records of a sensor within a time are kept, and the rule is tried on them', async () => {
  const id = await drafted();
  expect((await keep(id, range(0, 10))).entity).toMatchObject({ cases: 1 });
  const { scope, records } = await kept(id);
  expect(scope).toEqual({ sensor: 'edge-1', timeline: 'live' });
  expect(records.map(({ record: one }) => one.name)).toEqual(Array.from({ length: 10 }, (_, n) => `n${n}.example`));
  expect(await test(id)).toMatchObject({ passed: 1, failed: 0 });
});

it('one below the threshold is silent, and publishing says which case fails', async () => {
  const id = await drafted();
  await keep(id, range(0, 9));
  expect(await test(id)).toMatchObject({ passed: 0, failed: 1 });
  const refused = await ask(`publishRule(id: "${id}", version: 1, seen: 3, key: "${randomUUID()}")`);
  expect([refused.code, refused.message]).toEqual(['RULE_TESTS_FAILED', expect.stringContaining('“Monday”')]);
});

it('a filter about flows takes what was said in them', async () => {
  const id = await drafted(1);
  await keep(id, range(0, 60, ', filter: "src.ip = 10.0.0.9 or bytes = 72"'), 'silence');
  expect((await kept(id)).records.map(({ record: one }) => one.name)).toEqual(['n2.example', 'n10.example']);
  const flows = await drafted(1, 'flow');
  await keep(flows, range(0, 60, ', filter: "src.ip = 10.0.0.9"'));
  expect((await kept(flows)).records.map(({ kind, record: one }) => [kind, one.src])).toEqual([['flow', '10.0.0.9']]);
});

it('a capture of the library is kept as a timeline of its own', async () => {
  const id = await drafted(3);
  expect((await keep(id, `capture: "${CAPTURE}"`)).entity).toMatchObject({ cases: 1 });
  const { scope, records } = await kept(id);
  expect([scope, records.length]).toEqual([{ sensor: 'office', timeline: importSource(CONTENT) }, 3]);
  expect(await test(id)).toMatchObject({ passed: 1 });
});

it.each([
  ['nothing named', '', 'BAD_USER_INPUT'],
  ['a range without its end', `sensor: "edge-1", from: "${formatTime(T0)}"`, 'BAD_USER_INPUT'],
  ['an empty range', range(5, 5), 'BAD_USER_INPUT'],
  ['a capture and a sensor', `capture: "${CAPTURE}", sensor: "x"`, 'BAD_USER_INPUT'],
  ['a capture that there is not', `capture: "${'0'.repeat(64)}"`, 'NOT_FOUND'],
  ['a filter that is not understood', range(0, 9, ', filter: "colour = red"'), 'BAD_FILTER'],
  ['a filter that asks for places', range(0, 9, ', filter: "src.country = DE"'), 'BAD_USER_INPUT'],
  ['nothing recorded', range(100, 200), 'RULE_CASE_UNFIT'],
])('%s is refused', async (_what, given, code) => {
  expect((await keep(await drafted(), given)).code).toBe(code);
});

it('more than a case holds is refused, not cut', async () => {
  const source = randomUUID();
  for (let batch = 0; batch < 3; batch++)
    await record(
      'edge-3',
      source,
      Array.from({ length: 400 }, (_, n) => lookup(n % 9, `10.1.${batch}.1`)),
    );
  const given = range(0, 9).replace('edge-1', 'edge-3');
  expect((await keep(await drafted(), given)).code).toBe('RULE_CASE_TOO_BIG');
});

it('whoever sees a part of the traffic keeps none', async () => {
  const narrow = await api.token('ANALYST', 30, { scope: { sensor: ['edge-1'] } });
  expect((await keep(await drafted(), range(0, 10), 'alert', narrow)).code).toBe('FORBIDDEN');
  expect((await keep('own-nobody', range(0, 10))).code).toBe('RULE_UNKNOWN');
});
