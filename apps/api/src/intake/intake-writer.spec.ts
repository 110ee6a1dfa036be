import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type AppendReq, InMemoryEventLog, InvalidAppend } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';
import { readEvents } from '@wireledger/ingest';
import { InMemoryAccessStore, type IntakeClaim } from '@wireledger/platform';

import { recordsOf } from './event-records';
import { factRow } from './fact-row';
import { IntakeKeys } from './intake-keys';
import type { IntakeAsk } from './intake-queue';
import { IntakeWriter, type Taken } from './intake-writer';

const NOW = Date.UTC(2026, 10, 21, 8, 15);
const TOKEN = '0b1d3f52-6a7c-48e9-91ab-c3d5e7f90214';

/** A log that may refuse facts. */
class FickleLog extends InMemoryEventLog {
  refusal: (request: AppendReq) => Error | null = () => null;

  override append(requests: readonly AppendReq[]) {
    for (const request of requests) {
      const refusal = request.stream.startsWith('facts-') ? this.refusal(request) : null;
      if (refusal) return Promise.reject(refusal);
    }
    return super.append(requests);
  }
}

describe('the writer of the intake', () => {
  let folder: string;
  let log: FickleLog;
  let writer: IntakeWriter;
  let now = NOW;
  const { intakeKeys: store } = new InMemoryAccessStore();
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'intake-'));
    log = new FickleLog({ catalogue: eventCatalogue() });
    now = NOW;
    const clock = () => now;
    const keys = new IntakeKeys(store, log, clock);
    writer = new IntakeWriter({
      log,
      keys,
      clock,
      file: path.join(folder, 'source'),
      logger: { error: () => undefined },
    });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  let asked = 0;
  const ask = (username: string): IntakeAsk => {
    const event = { type: 'auth_failure', source_ip: '198.51.100.1', auth: { username } };
    const read = readEvents(Buffer.from(JSON.stringify(event)), false);
    const records = 'events' in read && recordsOf(read.events, { nowUs: NOW * 1000, sender: '192.0.2.7' });
    if (!records || !('rows' in records)) throw new Error(JSON.stringify(read));
    return { actor: 'token:x', rows: records.rows, keyed: { token: TOKEN, key: `key-${asked++}`, body: username } };
  };
  const outcome = (taking: Promise<Taken>) =>
    taking.then(
      ({ repeated }) => (repeated ? 'repeated' : 'taken'),
      (error: { code?: string }) => error.code,
    );
  const countOf = async (...types: string[]) =>
    (await log.readAll({ after: 'start', filter: { types }, limit: 500 })).events.length;

  it('has nobody suffer for a request that the log refuses', async () => {
    log.refusal = ({ events }) =>
      JSON.stringify(events.map(({ data }) => data)).includes('bad') ? new InvalidAppend() : null;
    const asks = [ask('u1'), ask('bad'), ask('u2')];
    const outcomes = await Promise.all(asks.map((one) => outcome(writer.take(one))));
    expect(outcomes).toEqual(['taken', 'EVENTS_INVALID', 'taken']);
    expect(await outcome(writer.take(asks[2] as IntakeAsk))).toBe('repeated');
    expect(await outcome(writer.take(asks[1] as IntakeAsk))).toBe('IDEMPOTENCY_PENDING');
  });

  it('has whose key another process was faster to claim wait for its turn, whatever becomes of the others', async () => {
    const [mine, lost] = [ask('u1'), ask('u2')] as const;
    log.refusal = () => new Error('the log is away');
    const claim = jest.spyOn(store, 'claim').mockImplementationOnce(async (claims) => {
      claim.mockRestore();
      const rival = claims.find(({ key }) => key === lost.keyed?.key) as IntakeClaim;
      await store.claim([{ ...rival, batch: randomUUID() }]);
      return store.claim(claims);
    });
    const outcomes = await Promise.all([mine, lost].map((one) => outcome(writer.take(one))));
    expect(outcomes).toEqual(['INTAKE_AWAY', 'IDEMPOTENCY_PENDING']);
  });

  it('has nothing of a claim written after others may take its key over', async () => {
    const lost = ask('u');
    let latest: number | undefined;
    log.refusal = ({ beginBy }) => {
      latest = beginBy;
      return new Error('the log is away');
    };
    const before = performance.now();
    expect(await outcome(writer.take(lost))).toBe('INTAKE_AWAY');
    expect(latest).toBeGreaterThanOrEqual(before + 30_000);
    expect(latest).toBeLessThanOrEqual(performance.now() + 30_000);
    log.refusal = () => null;
    // What is begun in the last moment takes 40 s at most.
    now += 71_000;
    expect(await outcome(writer.take(lost))).toBe('IDEMPOTENCY_PENDING');
    now += 20_000;
    expect(await outcome(writer.take(lost))).toBe('taken');
  });

  it('sends away what comes while more waits than memory is given to', async () => {
    log.refusal = () => new Error('the log is away');
    const row = factRow('auth', 'x', [1, 1], { user: 'x'.repeat(150_000) } as never);
    const takings = Array.from({ length: 300 }, () => outcome(writer.take({ ...ask('u'), rows: [row] })));
    const outcomes = await Promise.all(takings);
    expect(outcomes.indexOf('BUSY')).toBe(Math.floor((32 * 1024 * 1024) / row.chars));
    expect(outcomes.at(-1)).toBe('BUSY');
    expect(await outcome(writer.take(ask('u')))).toBe('INTAKE_AWAY');
  });

  it('refuses what no batch holds before anything is claimed or begun', async () => {
    const { keyed } = ask('u');
    const row = factRow('auth', 'x', [1, 1], { user: 'x'.repeat(160_000) } as never);
    expect(await outcome(writer.take({ actor: 'token:x', rows: [row], keyed }))).toBe('TOO_LARGE');
    expect(await countOf('domain.', 'telemetry.')).toBe(0);
    expect(await store.find(keyed ? [keyed] : [])).toEqual([]);
  });
});
