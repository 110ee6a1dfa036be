import { specFor } from '@wireledger/event-sourcing/testing';
import { AlertEvidenceKept, AlertRaised, AlertRecurred } from '@wireledger/events';

import { acting, ALERT, ANN, BEN, evidenceRecord, kept, key, NOW, raised, recurred } from '../testing';
import { type AlertActCommand, alertDecider, type AlertEvent, MAX_SNOOZE_DAYS, UNDO_WITHIN_US } from '.';

const spec = specFor(alertDecider);
const was = AlertRaised.create(raised());
const code = (name: string) => expect.objectContaining({ code: name });

/** Events of commands given one after the other. */
function history(...commands: AlertActCommand[]): AlertEvent[] {
  const events: AlertEvent[] = [was];
  for (const command of commands) events.push(...spec.given(...events).when(command));
  return events;
}
const acknowledge = (seen: number): AlertActCommand => ({ type: 'acknowledge', reason: 'looking', ...acting(seen) });
const close = (seen: number): AlertActCommand => ({ type: 'close', reason: 'benign', note: null, ...acting(seen) });
const other = '8a1f2c3d-4e5f-5a6b-8c7d-9e0f1a2b3c4d';
const merge = (seen: number, into: object = {}): AlertActCommand => ({
  type: 'merge',
  into: { id: other, exists: true, closed: false, ...into },
  ...acting(seen),
});
const triageOf = (...events: AlertEvent[]) => spec.given(...events).state?.triage;

/** Every act, as Ann does it. */
const ACTS: readonly ((seen: number) => AlertActCommand)[] = [
  acknowledge,
  (seen) => ({ type: 'assign', assignee: key(7), ...acting(seen) }),
  (seen) => ({ type: 'note', text: 'hm', ...acting(seen) }),
  (seen) => ({ type: 'snooze', until: NOW + 3_600_000_000, reason: null, ...acting(seen) }),
  (seen) => ({ type: 'escalate', note: null, ...acting(seen) }),
  close,
  merge,
];

describe('what detectors tell', () => {
  it('raises once', () => {
    expect(spec.given().when({ type: 'raise', facts: raised() })).toEqual([was]);
    expect(spec.given(was).when({ type: 'raise', facts: raised() })).toEqual([]);
  });

  it('raises together with its evidence, and keeps that alone where it is missing', () => {
    const proof = AlertEvidenceKept.create(kept(3));
    const raise = { type: 'raise', facts: raised(), evidence: kept(3) } as const;
    expect(spec.given().when(raise)).toEqual([was, proof]);
    expect(spec.given(was).when(raise)).toEqual([proof]);
    expect(spec.given(was, proof).when(raise)).toEqual([]);
  });

  it('recurs at greater growth steps only, and grows graver only', () => {
    const grown = AlertRecurred.create(recurred(10, { severity: 'high' }));
    expect(spec.given(was).when({ type: 'recur', facts: recurred(10, { severity: 'high' }) })).toEqual([grown]);
    for (const step of [1, 10])
      expect(spec.given(was, grown).when({ type: 'recur', facts: recurred(step) })).toEqual([]);
    expect(spec.given(was, grown).when({ type: 'recur', facts: recurred(0, { severity: 'high' }) })).toEqual([]);
    expect(spec.given(was, grown).when({ type: 'recur', facts: recurred(0, { severity: 'critical' }) })).toHaveLength(
      1,
    );
    const again = AlertRecurred.create(recurred(100, { severity: 'low' }));
    expect(spec.given(was, grown, again).state).toMatchObject({ severity: 'high', step: 100, version: 0 });
  });

  it('keeps evidence once a growth step, and not too much', () => {
    const proof = AlertEvidenceKept.create(kept(3));
    expect(spec.given(was).when({ type: 'keepEvidence', facts: kept(3) })).toEqual([proof]);
    expect(spec.given(was, proof).when({ type: 'keepEvidence', facts: kept(2) })).toEqual([]);
    const large = kept(900, {
      records: Array.from({ length: 900 }, (_, n) => evidenceRecord(n, { record: { x: 'y'.repeat(400) } })),
    });
    expect(() => spec.given(was).when({ type: 'keepEvidence', facts: large })).toThrow(code('EVIDENCE_TOO_LARGE'));
    const tiny = (n: number) => evidenceRecord(n, { position: '1', record: {} });
    const many = kept(1, { records: Array.from({ length: 1001 }, (_, n) => tiny(n)) });
    expect(() => spec.given(was).when({ type: 'keepEvidence', facts: many })).toThrow('1000');
  });

  it('of an alert that was never raised nothing can be said', () => {
    expect(() => spec.given().when({ type: 'recur', facts: recurred(10) })).toThrow(code('ALERT_UNKNOWN'));
    expect(() => spec.given().when({ type: 'keepEvidence', facts: kept(1) })).toThrow(code('ALERT_UNKNOWN'));
    for (const act of ACTS) expect(() => spec.given().when(act(0))).toThrow(code('ALERT_UNKNOWN'));
  });

  it('goes on for an alert that was closed, which stays closed', () => {
    const events = history(close(0));
    const grown = spec.given(...events).when({ type: 'recur', facts: recurred(10) });
    expect(grown).toHaveLength(1);
    expect(triageOf(...events, ...grown)?.status).toBe('closed');
  });
});

describe('what people do', () => {
  it('tells who, when and why', () => {
    expect(history(acknowledge(0)).at(-1)).toEqual({
      type: 'domain.AlertAcknowledged',
      version: 1,
      data: { alert: ALERT, by: ANN, at: NOW, command: key(1), reason: 'looking' },
    });
  });

  it.each(ACTS.map((act) => [act(0).type, act] as const))('%s happens once for one idempotency key', (_type, act) => {
    const events = history(act(0));
    expect(events).toHaveLength(2);
    expect(spec.given(...events).when(act(0))).toEqual([]);
    expect(spec.given(...events).state?.version).toBe(1);
  });

  it.each(ACTS.map((act) => [act(0).type, act] as const))(
    '%s is refused with the act of whoever was first',
    (_type, act) => {
      const escalated = history({ type: 'escalate', note: null, ...acting(0, { by: BEN, command: key(99) }) });
      expect(() => spec.given(...escalated).when(act(0))).toThrow(
        expect.objectContaining({
          code: 'ALERT_CONFLICT',
          details: { version: 1, by: BEN, action: 'escalated', at: NOW },
        }),
      );
    },
  );

  it('detectors do not make an act out of date', () => {
    expect(spec.given(was, AlertRecurred.create(recurred(10))).when(acknowledge(0))).toHaveLength(1);
  });

  it.each([
    ['acknowledge', acknowledge(1)],
    ['assign', { type: 'assign', assignee: key(8), ...acting(1) }],
    ['snooze', { type: 'snooze', until: NOW + 9e9, reason: null, ...acting(1) }],
    ['escalate', { type: 'escalate', note: null, ...acting(1) }],
    ['close for another reason', { type: 'close', reason: 'test', note: null, ...acting(1) }],
    ['merge', merge(1)],
  ] as const)('refuses to %s what is closed', (_what, command) => {
    expect(() => spec.given(...history(close(0))).when(command)).toThrow(code('ALERT_CLOSED'));
  });

  it('does not take the key of one act for another, which would then only seem to be done', () => {
    const events = history(acknowledge(0));
    const again = { ...close(1), command: acknowledge(0).command };
    expect(() => spec.given(...events).when(again)).toThrow(code('IDEMPOTENCY_KEY_REUSED'));
    expect(spec.given(...events).when(acknowledge(0))).toEqual([]);
    const [merged, closed] = [history(merge(0)), { ...close(0), command: merge(0).command }];
    expect(spec.given(...merged).when(closed)).toEqual([]);
  });

  it('says nothing twice that is so already', () => {
    const events = history(acknowledge(0), { type: 'assign', assignee: key(7), ...acting(1) });
    expect(spec.given(...events).when({ ...acknowledge(2), command: key(50) })).toEqual([]);
    expect(spec.given(...events).when({ type: 'assign', assignee: key(7), ...acting(2) })).toEqual([]);
    expect(spec.given(...events).when({ type: 'reopen', reason: 'so', ...acting(2) })).toEqual([]);
    const closed = history(close(0));
    expect(spec.given(...closed).when({ ...close(1), command: key(50) })).toEqual([]);
  });

  it('takes notes on closed alerts too', () => {
    expect(spec.given(...history(close(0))).when({ type: 'note', text: 'seen again', ...acting(1) })).toHaveLength(1);
  });

  it.each([
    [{ type: 'acknowledge', reason: '  ' }, 'TEXT_NEEDED'],
    [{ type: 'acknowledge', reason: 'x'.repeat(501) }, 'TEXT_INVALID'],
    [{ type: 'note', text: '\n' }, 'TEXT_NEEDED'],
    [{ type: 'note', text: 'x'.repeat(4001) }, 'TEXT_INVALID'],
    [{ type: 'note', text: 'Bcc: a\r\nb' }, 'TEXT_INVALID'],
    [{ type: 'escalate', note: 'a\0b' }, 'TEXT_INVALID'],
    [{ type: 'snooze', until: NOW, reason: null }, 'SNOOZE_TIME'],
    [{ type: 'snooze', until: NOW + (MAX_SNOOZE_DAYS + 1) * 86_400_000_000, reason: null }, 'SNOOZE_TIME'],
    [{ type: 'merge', into: { id: ALERT, exists: true, closed: false } }, 'MERGE_SELF'],
    [{ type: 'merge', into: { id: other, exists: false, closed: false } }, 'MERGE_UNKNOWN'],
    [{ type: 'merge', into: { id: other, exists: true, closed: true } }, 'MERGE_CLOSED'],
  ] as const)('refuses %j with %s', (act, refused) => {
    const command = { ...act, ...acting(0) } as AlertActCommand;
    expect(() => spec.given(was).when(command)).toThrow(code(refused));
  });

  it('keeps template strings and markup of a note as they are', () => {
    const text = '{{7*7}} ${7*7} %s%n <img src=x onerror=alert(1)>\nsecond line';
    expect(spec.given(was).when({ type: 'note', text, ...acting(0) })[0]?.data).toMatchObject({ text });
  });

  it('wakes a sleeping alert when somebody deals with it', () => {
    const snooze: AlertActCommand = { type: 'snooze', until: NOW + 9e9, reason: null, ...acting(0) };
    expect(triageOf(...history(snooze))?.snoozedUntil).toBe(NOW + 9e9);
    for (const act of [acknowledge(1), close(1)]) expect(triageOf(...history(snooze, act))?.snoozedUntil).toBeNull();
  });

  it('reopens with a reason', () => {
    const reopen = (reason: string): AlertActCommand => ({ type: 'reopen', reason, ...acting(1) });
    expect(triageOf(...history(close(0), reopen('again')))).toMatchObject({ status: 'open', closing: null });
    expect(() => history(close(0), reopen(''))).toThrow(code('TEXT_NEEDED'));
  });

  it('merges as a duplicate of the other', () => {
    expect(triageOf(...history(merge(0)))).toMatchObject({
      status: 'closed',
      closing: { reason: 'duplicate', into: other },
    });
  });
});

describe('undo', () => {
  const undo = (seen: number, more: object = {}): AlertActCommand => ({
    type: 'undo',
    undone: key(seen),
    ...acting(seen),
    ...more,
  });

  it.each(ACTS.map((act) => [act(1).type, act] as const))('takes %s back, with a fact of its own', (_type, act) => {
    const first: AlertActCommand = { type: 'escalate', note: 'first', ...acting(0) };
    const before = act(1).type === 'escalate' ? history(acknowledge(0)) : history(first);
    const done = [...before, ...spec.given(...before).when(act(1))];
    const events = [...done, ...spec.given(...done).when(undo(2))];
    expect(events).toHaveLength(4);
    expect(triageOf(...events)).toEqual(triageOf(...before));
    expect(spec.given(...events).state?.version).toBe(3);
  });

  it('takes back only the last act', () => {
    const events = history(acknowledge(0), close(1));
    expect(() => spec.given(...events).when(undo(2, { undone: key(1) }))).toThrow(code('UNDO_NOTHING'));
    expect(() => spec.given(was).when(undo(0))).toThrow(code('UNDO_NOTHING'));
    const undone = history(acknowledge(0), undo(1));
    expect(() => spec.given(...undone).when(undo(2))).toThrow(code('UNDO_NOTHING'));
  });

  it('is for whoever acted', () => {
    expect(() => spec.given(...history(close(0))).when(undo(1, { by: BEN }))).toThrow(code('UNDO_NOT_YOURS'));
  });

  it('is for a short while', () => {
    const events = history(close(0));
    expect(spec.given(...events).when(undo(1, { at: NOW + UNDO_WITHIN_US }))).toHaveLength(1);
    expect(() => spec.given(...events).when(undo(1, { at: NOW + UNDO_WITHIN_US + 1 }))).toThrow(code('UNDO_LATE'));
  });

  it('shows what came first when somebody else acted in between', () => {
    const events = history(close(0), { type: 'note', text: 'why?', ...acting(1, { by: BEN }) });
    expect(() => spec.given(...events).when(undo(1, { command: key(60) }))).toThrow(code('ALERT_CONFLICT'));
  });
});
