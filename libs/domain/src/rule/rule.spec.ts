import { specFor } from '@wireledger/event-sourcing/testing';

import { ANN, BEN, definition, key, NOW } from '../testing';
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
