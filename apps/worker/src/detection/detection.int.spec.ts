import { alertDecider, type AlertEvent } from '@wireledger/domain';
import type { InMemoryEventLog } from '@wireledger/event-sourcing';
import { ALERT_EVENTS, KIND_DEFINITIONS } from '@wireledger/events';
import type { CutBatch } from '@wireledger/events/telemetry';
import { batchId } from '@wireledger/kernel/hashing';
import { createLogger, loadConfig } from '@wireledger/platform';
import type { Snapshot } from '@wireledger/read-models';
import { DetectorHost, type Rule, RULE_SETS } from '@wireledger/detectors';
import { recalledFor, replayAlert } from '@wireledger/detectors/replay';
import { ListedContents } from './testing/listed';
import { append, recorded, SOURCE } from './testing/recorded-log';
import { simulatedBatches } from './testing/simulated-batches';

import { NO_REGIONS } from './testing/regions';
import { Detection, type SnapshotPace } from './detection';

jest.setTimeout(120_000);

const logger = createLogger('worker', { ...loadConfig({}, '/tmp'), logLevel: 'silent' });
const ALERTS = new Set<string>(ALERT_EVENTS.map(({ type }) => type));

/** Snapshots in memory, as the table keeps them. */
class Kept {
  saved: Snapshot | null = null;
  saves = 0;
  positions: string[] = [];
  position = () => Promise.resolve(this.saved?.position ?? ('start' as const));
  read = () => Promise.resolve(this.saved);
  judged = (position: string) => Promise.resolve(void this.positions.push(position));
  save = (snapshot: Snapshot, before: Snapshot['position']) => {
    if (this.saved && this.saved.position !== before) return Promise.resolve(false);
    this.saved = snapshot;
    this.saves++;
    return Promise.resolve(true);
  };
}

let batches: readonly CutBatch[];
beforeAll(() => {
  batches = simulatedBatches();
});

const NEVER: SnapshotPace = { everyMs: Infinity, everyRecords: Infinity };

async function toEnd(detection: Detection): Promise<void> {
  while ((await detection.step()) !== 'idle');
  await detection.settled();
  // Evidence that was written since is read, and told of.
  while ((await detection.step()) !== 'idle');
}

/** What stands in the streams of alerts, by event id: without places, which differ from run to run. */
async function told(log: InMemoryEventLog): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for (let after: Parameters<typeof log.readAll>[0]['after'] = 'start'; ;) {
    const page = await log.readAll({ after, filter: { types: [...ALERTS] }, limit: 500 });
    for (const { id, type, data, stream } of page.events) {
      expect(found.has(id)).toBe(false);
      found.set(id, { type, data, stream });
    }
    if (page.end) return found;
    after = page.next;
  }
}

/** What `wireledger detect` says of the same batches. */
function detected() {
  const alerts = new Map<string, { kind: string; rule: string; severity: string }>();
  const host = new DetectorHost({
    ...{ scope: SOURCE, rules: RULE_SETS.recommended },
    onChange: ({ id, kind, rule, severity }) => alerts.set(id, { kind, rule, severity }),
  });
  for (const { kind, number, seq, payload } of batches)
    host.take({ kind, eventId: batchId(SOURCE, number), source: SOURCE, firstSeq: seq[0], payload });
  host.finish();
  return alerts;
}

it('raises what `wireledger detect` raises on the same facts, with the records that were counted', async () => {
  const log = await recorded(batches);
  const kept = new Kept();
  const end = await log.head();
  await toEnd(
    new Detection(log, kept as never, { contents: new ListedContents(), regions: NO_REGIONS }, logger, NEVER),
  );
  // It has judged to the end of the log, its own alerts included; each place was told when its alerts stood there.
  expect(kept.positions).toEqual([...kept.positions].sort());
  expect(kept.positions.some((position) => position >= end)).toBe(true);
  const events = [...(await told(log)).values()] as AlertEvent[];
  const expected = detected();
  expect(expected.size).toBeGreaterThanOrEqual(7);
  const states = new Map<string, ReturnType<typeof alertDecider.evolve>>();
  for (const event of events)
    states.set(event.data.alert, alertDecider.evolve(states.get(event.data.alert) ?? null, event));
  const raised = events.flatMap((event) => (event.type === 'domain.AlertRaised' ? [event.data] : []));
  expect(
    new Map(
      raised.map(({ alert, kind, rule }) => [alert, { kind, rule: rule.id, severity: states.get(alert)?.severity }]),
    ),
  ).toEqual(expected);
  for (const { measure, baseline, kind } of raised) {
    expect(measure).toMatchObject({ name: expect.stringMatching(/./), unit: expect.stringMatching(/./) });
    if (kind === 'beaconing') expect(baseline).toMatchObject({ score: expect.any(Number) });
  }
  const evidence = events.flatMap((event) => (event.type === 'domain.AlertEvidenceKept' ? [event.data] : []));
  expect(evidence.map(({ alert }) => alert).sort()).toEqual(raised.map(({ alert }) => alert).sort());
  for (const { records } of evidence) {
    expect(records.length).toBeGreaterThan(0);
    expect(Buffer.byteLength(JSON.stringify(records))).toBeLessThanOrEqual(256 * 1024);
  }
  // The records alone raise the same alert again, with what the alert says of all else that was asked.
  const replayed = raised.flatMap((alert) => {
    const rule = RULE_SETS.recommended.find(({ id }) => id === alert.rule.id) as Rule;
    const recalled = recalledFor(rule, alert);
    if (typeof recalled === 'string') return [];
    const kept = evidence
      .filter((one) => one.alert === alert.alert && one.left === 0)
      .flatMap(({ records }) => records);
    if (kept.length === 0) return [];
    const { alert: id, scope, severity, measure } = alert;
    const told = { id, rule, scope, severity, value: measure?.value ?? null, evidence: kept };
    const { outcome } = replayAlert(told, recalled);
    return [`${rule.id}: ${outcome}`];
  });
  expect(replayed.length).toBeGreaterThanOrEqual(5);
  expect(replayed.filter((one) => !one.endsWith(': same'))).toEqual([]);
});

it('judges nothing that an isolated replay recorded', async () => {
  const log = await recorded([]);
  for (const { kind, number, seq, occ, payload } of batches)
    await append(log, `sandbox-${SOURCE}`, {
      id: batchId(SOURCE, number),
      type: KIND_DEFINITIONS[kind].type,
      data: payload as never,
      meta: {
        ...{ $correlationId: 'c', $causationId: 'k', actor: 'sensor:sandbox', sv: KIND_DEFINITIONS[kind].version },
        ...{ src: `sandbox/${SOURCE}`, seq, batch: number, occ },
      },
    });
  const end = await log.head();
  const kept = new Kept();
  await toEnd(
    new Detection(log, kept as never, { contents: new ListedContents(), regions: NO_REGIONS }, logger, NEVER),
  );
  expect(kept.positions.at(-1)).toBe(end);
  expect(await told(log)).toEqual(new Map());
});

it('killed anywhere, also in the middle of writing, writes the same events once', async () => {
  const calm = await recorded(batches);
  await toEnd(
    new Detection(calm, new Kept() as never, { contents: new ListedContents(), regions: NO_REGIONS }, logger, NEVER),
  );
  const expected = await told(calm);
  const log = await recorded(batches);
  const kept = new Kept();
  let [appends, kills] = [0, 0];
  // A process that dies: its memory is gone, its append may have gone through or not.
  const failing = new Proxy(log, {
    get: (target, name: keyof InMemoryEventLog) => {
      const member = target[name] as unknown;
      if (typeof member !== 'function') return member;
      if (name !== 'append') return member.bind(target) as unknown;
      return async (...args: Parameters<InMemoryEventLog['append']>) => {
        const turn = ++appends % 7;
        if (turn === 3) throw new Error('killed before');
        const results = await target.append(...args);
        if (turn === 5) throw new Error('killed after');
        return results;
      };
    },
  });
  for (let done = false; !done;) {
    const detection = new Detection(
      failing,
      kept as never,
      { contents: new ListedContents(), regions: NO_REGIONS },
      logger,
      {
        everyMs: Infinity,
        everyRecords: 1_500,
      },
    );
    try {
      await toEnd(detection);
      done = true;
    } catch {
      kills++;
    }
  }
  // How many there are depends on when memories were written down.
  expect(kills).toBeGreaterThan(1);
  expect(kept.saves).toBeGreaterThan(1);
  expect(await told(log)).toEqual(expected);
});

it('two processes at once write the same events once', async () => {
  const calm = await recorded(batches);
  await toEnd(
    new Detection(calm, new Kept() as never, { contents: new ListedContents(), regions: NO_REGIONS }, logger, NEVER),
  );
  const log = await recorded(batches);
  const kept = new Kept();
  const pace = { everyMs: Infinity, everyRecords: 2_500 };
  const twins = [0, 1].map(
    () => new Detection(log, kept as never, { contents: new ListedContents(), regions: NO_REGIONS }, logger, pace),
  );
  await Promise.all(twins.map(toEnd));
  expect(await told(log)).toEqual(await told(calm));
});
