import { type Batch, KIND_DEFINITIONS, type RecordKind } from '@wireledger/events';
import { type IntakeEvent, readEvents } from '@wireledger/ingest';

import { batchFault } from '../ingest/batch-values';
import { ALONE, BatchNumbers, BatchPlan } from './batch-plan';
import { EVENT_EXAMPLES } from './event-examples';
import { recordsOf } from './event-records';
import type { FactRow } from './fact-row';

const NOW = Date.UTC(2026, 10, 21, 8, 15) * 1000 + 250_000;
const SOURCE = '0b1d3f52-6a7c-48e9-91ab-c3d5e7f90214';
const arrival = { nowUs: NOW, sender: '::ffff:192.0.2.80' };

const read = (...values: readonly object[]): readonly IntakeEvent[] => {
  const result = readEvents(Buffer.from(JSON.stringify(values)), false);
  if (!('events' in result)) throw new Error(JSON.stringify(result));
  return result.events;
};
const rowsOf = (...values: readonly object[]): readonly FactRow[] => {
  const result = recordsOf(read(...values), arrival);
  if (!('rows' in result)) throw new Error(JSON.stringify(result));
  return result.rows;
};
const valuesOf = (value: object) => rowsOf(value)[0]?.values as unknown as Record<string, unknown>;
const faultOf = (value: object) => {
  const result = recordsOf(read(value), arrival);
  return 'faults' in result ? result.faults[0] : null;
};
/** Batches as they are written, each looked at as those of sensors elsewhere are. */
function written(rows: readonly FactRow[]) {
  const plan = new BatchPlan();
  expect(plan.add({ actor: 'token:x', rows }, ALONE)).not.toBeNull();
  const second = Math.floor(NOW / 1e6) * 1e6;
  const events = plan.events({ sensor: 'intake', source: SOURCE, at: second }, new BatchNumbers());
  return events.map((event) => {
    const kind = Object.values(KIND_DEFINITIONS).find(({ type }) => type === event.type);
    if (!kind) throw new Error(event.type);
    const batch = event.data as unknown as Batch;
    expect(batchFault(kind, batch)).toBeNull();
    expect(Object.keys(batch.cols)).toEqual(kind.columns.map(([name]) => name));
    return { kind: kind.name as RecordKind, batch, event };
  });
}

const FLOW = { type: 'flow', source_ip: '203.0.113.9', dest_ip: '192.0.2.7', dest_port: 22, protocol: 'tcp' };

describe('events as records of facts', () => {
  it('says of a sign-in who failed where, as what', () => {
    const { source_ip, ...event } = EVENT_EXAMPLES.failure.value;
    expect(valuesOf({ ...event, source_ip })).toMatchObject({
      ...{ client: '203.0.113.9', server: '192.0.2.80', outcome: 'failure', count: 1, time: NOW },
      ...{ user: 'root', service: 'vpn', clientSoftware: 'curl/8.14' },
    });
    const told = { username: 'ada\u0007\\', userAgent: 'x' };
    expect(valuesOf({ type: 'auth_success', source_ip: '::FFFF:1.2.3.4', metadata: told })).toMatchObject({
      ...{ client: '1.2.3.4', outcome: 'success', user: 'ada\\007\\092', service: 'application' },
    });
  });

  it('says of a flow what its state tells', () => {
    expect(valuesOf({ ...FLOW, flow: { state: 'REJ' } })).toMatchObject({
      ...{ srcFlags: 2, dstFlags: 20, srcPackets: 1, dstPackets: 1, dSyn: 1, dRst: 1, reason: 2, state: 'REJ' },
    });
    expect(valuesOf(FLOW)).toMatchObject({ state: 'S0', srcFlags: 2, dstFlags: 0, dstPackets: 0, dRst: 0 });
    expect(valuesOf({ ...FLOW, flow: { in_packets: 5, in_bytes: 700, duration_ms: 1500, app: 'ssh' } })).toMatchObject({
      ...{ state: 'SF', dstPackets: 5, dDstBytes: 700, last: NOW + 1_500_000, app: 'ssh', reason: 1 },
    });
    expect(valuesOf({ ...FLOW, type: 'connection', protocol: '47' })).toMatchObject({ proto: 47, srcFlags: 0 });
  });

  it('says of a lookup what was asked and answered', () => {
    const dns = { query: 'Example.ORG.', type: 'aaaa', rcode: 'nxdomain', answers: ['2001:db8::1', 'cdn.example.org'] };
    expect(valuesOf({ type: 'dns', source_ip: '192.0.2.7', dest_ip: '192.0.2.53', dns })).toMatchObject({
      ...{ name: 'example.org', qtype: 28, rcode: 3, queries: 1, responses: 1, serverPort: 53 },
      answers: [
        [28, -1, '2001:db8::1'],
        [5, -1, 'cdn.example.org'],
      ],
    });
    const asked = { query: 'x', type: 'TYPE65' };
    expect(valuesOf({ type: 'dns', source_ip: '::1', dest_ip: '::2', dns: asked })).toMatchObject({
      qtype: 65,
      rcode: -1,
    });
    expect(
      faultOf({ type: 'dns', source_ip: '::1', dest_ip: '::2', dns: { query: 'x', type: 'BOGUS' } }),
    ).toMatchObject({
      field: 'dns.type',
    });
    expect(
      faultOf({ type: 'dns', source_ip: '::1', dest_ip: '::2', dns: { query: 'x', rcode: 'BOGUS' } }),
    ).toMatchObject({
      field: 'dns.rcode',
    });
  });

  it('cuts long answers after what they hold is escaped, so that a lookup fits a batch', () => {
    const answers = Array<string>(64).fill('é'.repeat(512));
    const [row] = rowsOf({ type: 'dns', source_ip: '::1', dest_ip: '::2', dns: { query: 'x', answers } });
    const { answers: kept } = row?.values as unknown as { answers: readonly [number, number, string][] };
    expect(kept).toHaveLength(64);
    expect(new Set(kept.map(([, , data]) => data))).toEqual(new Set(['\\195\\169'.repeat(128)]));
    expect(new BatchPlan().add({ actor: 'token:x', rows: [row as FactRow] }, ALONE)).toEqual([[0, 0]]);
  });

  it('takes times of the last 30 days, and a clock that is a little ahead', () => {
    const at = (us: number) => ({ ...FLOW, timestamp: new Date(us / 1000).toISOString() });
    expect(valuesOf(at(NOW - 29 * 86_400e6))).toMatchObject({ first: NOW - 29 * 86_400e6 });
    expect(faultOf(at(NOW - 31 * 86_400e6))).toMatchObject({
      field: 'timestamp',
      cause: expect.stringContaining('30 days'),
    });
    expect(valuesOf(at(NOW + 299e6))).toBeDefined();
    expect(faultOf(at(NOW + 301e6))).toMatchObject({ field: 'timestamp', cause: expect.stringContaining('ahead') });
  });

  it('takes flows that are over, by a clock that is a little ahead', () => {
    const lasting = (ms: number, timestamp?: string) => ({ ...FLOW, timestamp, flow: { duration_ms: ms } });
    expect(valuesOf(lasting(300_000))).toMatchObject({ first: NOW, last: NOW + 300e6 });
    expect(faultOf(lasting(300_001))).toMatchObject({
      field: 'flow.duration_ms',
      cause: expect.stringContaining('ahead'),
      mend: expect.stringContaining('timestamp'),
    });
    const yesterday = new Date(NOW / 1000 - 86_400_000).toISOString();
    expect(valuesOf(lasting(86_400_000, yesterday))).toBeDefined();
    const soon = new Date(NOW / 1000 + 200_000).toISOString();
    expect(valuesOf(lasting(99_000, soon))).toBeDefined();
    expect(faultOf(lasting(101_000, soon))).toMatchObject({ field: 'flow.duration_ms' });
  });

  it('writes nothing that a table would not take, whatever texts hold', () => {
    const hostile = '\0\ud800<b>\u202e\n\\"😀' + 'x'.repeat(40);
    const rows = rowsOf(
      ...EVENT_EXAMPLES.batch.value,
      { type: 'auth_failure', source_ip: '::1', auth: { username: hostile, attempts: 1000, code: 530 } },
      { type: 'dns', source_ip: '::1', dest_ip: '::2', dns: { query: hostile, answers: [hostile, '::1'] } },
      {
        ...{ type: 'http', source_ip: '::1', dest_ip: '::2', domain: hostile },
        http: { method: 'get', path: hostile, user_agent: hostile, referer: hostile, bytes: 2 ** 48 },
      },
      {
        type: 'tls',
        source_ip: '::1',
        dest_ip: '::2',
        protocol: 'quic',
        domain: hostile,
        tls: { alpn: 'h3', ja3: 'AB'.repeat(16) },
      },
      { ...FLOW, timestamp: '2026-11-20T08:15:00Z', flow: { out_bytes: 2 ** 48, duration_ms: 86_400_000 } },
      { ...FLOW, timestamp: '2026-11-01T00:00:00Z' },
    );
    const all = written(rows);
    expect(all.map(({ kind }) => kind).sort()).toEqual(expect.arrayContaining(['auth', 'dns', 'flow', 'http', 'tls']));
    for (const { batch, event } of all) {
      const times = (batch.cols as unknown as Record<string, number[]>)[
        event.type.includes('Flows') ? 'first' : 'time'
      ];
      expect(Math.min(...(times as number[])) + batch.t0).toBe(event.meta.occ[0]);
    }
  });
});
