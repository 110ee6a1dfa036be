import { specFor } from '@wireledger/event-sourcing/testing';
import type { RuleCaseResult } from '@wireledger/events';

import { ALERT, ANN, BEN, definition, evidenceRecord, key, NOW } from '../testing';
import { type RuleCommand, ruleDecider, type RuleEvent } from './rule';

const spec = specFor(ruleDecider);
const RULE = 'own.ssh-scan';
const acting = (seen: number, by = ANN) => ({ by, at: NOW + seen, command: key(seen + 1), seen });
const code = (name: string) => expect.objectContaining({ code: name });
const ship = (publish: boolean): RuleCommand => ({
  ...{ type: 'ship', rule: RULE, definition: definition(), publish },
  ...{ by: 'system:worker', at: NOW, command: key(0) },
});
const draft = (seen: number, ports = 25): RuleCommand => ({
  type: 'draft',
  rule: RULE,
  definition: definition({ parameters: { ports, windowS: 60 } }),
  ...acting(seen),
});
const publish = (seen: number, version: number): RuleCommand => ({ type: 'publish', version, ...acting(seen) });

function history(...commands: RuleCommand[]): RuleEvent[] {
  const events: RuleEvent[] = [];
  for (const command of commands) events.push(...spec.given(...events).when(command));
  return events;
}

describe('rule', () => {
  it('is shipped once, published or as a draft', () => {
    expect(history(ship(true)).map(({ type }) => type)).toEqual(['domain.RuleDrafted', 'domain.RulePublished']);
    expect(history(ship(false)).map(({ type }) => type)).toEqual(['domain.RuleDrafted']);
    expect(spec.given(...history(ship(true))).when(ship(true))).toEqual([]);
    expect(spec.given(...history(ship(true))).state).toMatchObject({ published: 1, revision: 2 });
  });

  it('shipping never touches what people changed', () => {
    const off = history(ship(true), { type: 'disable', reason: 'too loud', ...acting(2) });
    expect(spec.given(...off).when(ship(true))).toEqual([]);
    expect(spec.given(...off).state?.published).toBeNull();
  });

  it('counts its versions, and judges by the published one', () => {
    const events = history(draft(0), publish(1, 1), draft(2, 30));
    expect(spec.given(...events).state).toMatchObject({ published: 1, revision: 3 });
    expect(spec.given(...events).state?.versions.map(({ parameters }) => parameters.ports)).toEqual([25, 30]);
    expect(spec.given(...events, ...spec.given(...events).when(publish(3, 2))).state?.published).toBe(2);
  });

  it('an equal draft is no version, in whatever order its keys come', () => {
    const same: RuleCommand = {
      type: 'draft',
      rule: RULE,
      definition: definition({ parameters: { windowS: 60, ports: 25 } }),
      ...acting(1),
    };
    expect(spec.given(...history(draft(0))).when(same)).toEqual([]);
  });

  it('can go back to an older version', () => {
    const events = history(draft(0), draft(1, 30), publish(2, 2));
    expect(spec.given(...events, ...spec.given(...events).when(publish(3, 1))).state?.published).toBe(1);
  });

  it('is changed once for one idempotency key', () => {
    const events = history(draft(0), publish(1, 1));
    expect(spec.given(...events).when(draft(0))).toEqual([]);
    expect(spec.given(...events).when(publish(1, 1))).toEqual([]);
  });

  it('refuses what cannot be', () => {
    expect(() => spec.given().when(publish(0, 1))).toThrow(code('RULE_UNKNOWN'));
    expect(() => spec.given().when({ type: 'disable', reason: 'x', ...acting(0) })).toThrow(code('RULE_UNKNOWN'));
    for (const version of [0, 2, 1.5, -1])
      expect(() => spec.given(...history(draft(0))).when(publish(1, version))).toThrow(code('RULE_VERSION_UNKNOWN'));
    const live = history(draft(0), publish(1, 1));
    expect(() => spec.given(...live).when({ type: 'disable', reason: ' ', ...acting(2) })).toThrow(code('TEXT_NEEDED'));
    expect(spec.given(...history(draft(0))).when({ type: 'disable', reason: 'x', ...acting(1) })).toEqual([]);
    expect(() =>
      spec.given(...live).when({ ...draft(2), definition: definition({ name: '' }) } as RuleCommand),
    ).toThrow();
  });

  it('refuses with the change of whoever was first', () => {
    const events = history(draft(0), { ...publish(1, 1), by: BEN });
    for (const command of [draft(1, 40), publish(0, 1), { type: 'disable', reason: 'x', ...acting(1) } as const])
      expect(() => spec.given(...events).when({ ...command, command: key(70) })).toThrow(
        expect.objectContaining({
          code: 'RULE_CONFLICT',
          details: { version: 2, by: BEN, action: 'published', at: NOW + 1 },
        }),
      );
  });
});

describe('test cases of a rule', () => {
  const CASE = key(501);
  const keep = (seen: number, more: Partial<RuleCommand & { type: 'keepCase' }> = {}): RuleCommand => ({
    ...{ type: 'keepCase', case: CASE, name: 'The scan of Monday', expects: 'alert', alert: ALERT },
    scope: { sensor: 'edge-1', timeline: 'live' },
    records: [0, 1, 2].map((n) => evidenceRecord(n)),
    ...acting(seen),
    ...more,
  });
  const result = (outcome: RuleCaseResult['outcome'], id = CASE): RuleCaseResult => ({ case: id, outcome, raised: 0 });
  const tried = (seen: number, results: readonly RuleCaseResult[], despite: string | null = null): RuleCommand => ({
    ...{ type: 'publish', version: 1, results, despite },
    ...acting(seen),
  });

  it('are kept without their records in its state, and taken out for a reason', () => {
    const events = history(draft(0), keep(1));
    expect(spec.given(...events).state?.cases).toEqual([
      {
        ...{ id: CASE, name: 'The scan of Monday', expects: 'alert', alert: ALERT, records: 3 },
        ...{ scope: { sensor: 'edge-1', timeline: 'live' }, by: ANN, at: NOW + 1 },
      },
    ]);
    const drop: RuleCommand = { type: 'dropCase', case: CASE, reason: 'told twice', ...acting(2) };
    expect(spec.given(...history(draft(0), keep(1), drop)).state?.cases).toEqual([]);
    expect(() => spec.given(...events).when({ ...drop, reason: ' ' })).toThrow(code('TEXT_NEEDED'));
    expect(() => spec.given(...history(draft(0))).when({ ...drop, seen: 1 })).toThrow(code('RULE_CASE_UNKNOWN'));
  });

  it('are not kept twice, nor too many of them, nor too big', () => {
    const events = history(draft(0), keep(1));
    expect(() => spec.given(...events).when(keep(2, { case: key(502) }))).toThrow(code('RULE_CASE_KEPT'));
    // The same alert may say both: what it is, and what it is not after a change.
    expect(spec.given(...events).when(keep(2, { case: key(502), expects: 'silence' }))).toHaveLength(1);
    const big = [evidenceRecord(0, { record: { x: 'y'.repeat(250_000) } })];
    expect(() => spec.given(...events).when(keep(2, { case: key(503), alert: null, records: big }))).toThrow(
      code('RULE_CASE_TOO_BIG'),
    );
    const many = Array.from({ length: 50 }, (_, n) =>
      keep(n + 1, { case: key(600 + n), alert: null, command: key(700 + n) }),
    );
    expect(() => spec.given(...history(draft(0), ...many)).when(keep(51, { alert: null, command: key(800) }))).toThrow(
      code('RULE_CASES'),
    );
  });

  it('are all tried before a version judges, and it says how it did', () => {
    const events = history(draft(0), keep(1));
    for (const results of [[], [result('passed', key(9))], [result('passed'), result('passed')]])
      expect(() => spec.given(...events).when(tried(2, results))).toThrow(code('RULE_UNTESTED'));
    const published = spec.given(...events).when(tried(2, [result('passed')], 'not needed'));
    expect(published).toMatchObject([
      { type: 'domain.RuleTested', data: { version: 1, results: [result('passed')] } },
      { type: 'domain.RulePublished', data: { tests: { passed: 1, failed: 0, unfit: 0 }, reason: null } },
    ]);
    expect(spec.given(...events, ...published).state).toMatchObject({
      ...{ published: 1, revision: 4, tested: { version: 1, results: [result('passed')] } },
    });
  });

  it('that fail want a reason, those that cannot be tried do not', () => {
    const events = history(draft(0), keep(1));
    for (const despite of [null, ' '])
      expect(() => spec.given(...events).when(tried(2, [result('failed')], despite))).toThrow(
        expect.objectContaining({ code: 'RULE_TESTS_FAILED', details: { failed: 1 } }),
      );
    expect(spec.given(...events).when(tried(2, [result('failed')], 'from before the move'))[1]?.data).toMatchObject({
      ...{ tests: { passed: 0, failed: 1, unfit: 0 }, reason: 'from before the move' },
    });
    expect(spec.given(...events).when(tried(2, [result('unfit')]))).toHaveLength(2);
  });

  it('a draft is tested without judging', () => {
    const test: RuleCommand = { type: 'test', version: 1, results: [result('failed')], ...acting(2) };
    const events = history(draft(0), keep(1), test);
    expect(spec.given(...events).state).toMatchObject({ published: null, tested: { version: 1, by: ANN } });
    expect(() => spec.given(...history(draft(0))).when({ ...test, results: [], seen: 1 })).toThrow(
      code('RULE_UNTESTED'),
    );
    expect(() => spec.given(...events).when({ ...test, version: 2, ...acting(3) })).toThrow(
      code('RULE_VERSION_UNKNOWN'),
    );
  });
});
