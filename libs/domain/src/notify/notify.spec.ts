import { specFor } from '@wireledger/event-sourcing/testing';
import type { PolicyDefinition, QuietHours } from '@wireledger/events';

import { ANN, BEN, key, NOW } from '../testing';
import { channelDecider, recipientsOf } from './channel';
import { ATTEMPT_US, BACK_OFF_S, type DeliveryCommand, deliveryDecider } from './delivery';
import { escalationDecider, type ReachStep } from './escalation';
import { isConcerned, policyDecider } from './policy';
import { quietUntil } from './quiet-hours';

const CHANNEL = key(900);
const SECOND = 1_000_000;
const code = (name: string) => expect.objectContaining({ code: name });
const acted = (n: number, by = ANN) => ({ by, at: NOW + n, command: key(n) });
const mail = (...recipients: string[]) => ({
  ...{ name: 'On call', enabled: true, perHour: 10, target: { kind: 'email' as const, recipients } },
});
const policy = (more: Partial<PolicyDefinition> = {}): PolicyDefinition => ({
  ...{ name: 'Night watch', enabled: true, least: 'high', onEscalation: true, late: false, sensors: [], quiet: null },
  steps: [
    { afterS: 0, channels: [CHANNEL] },
    { afterS: 900, channels: [CHANNEL] },
  ],
  ...more,
});

describe('channel', () => {
  const spec = specFor(channelDecider);
  const define = (n: number, seen: number, ...recipients: string[]) =>
    ({ type: 'define', id: CHANNEL, definition: mail(...recipients), seen, ...acted(n) }) as const;

  it('is defined, changed and removed, each once', () => {
    const one = spec.given().when(define(1, 0, 'a@example.org'));
    expect(spec.given(...one).when(define(1, 0, 'a@example.org'))).toEqual([]);
    expect(spec.given(...one).when(define(2, 1, 'a@example.org'))).toEqual([]);
    const two = [...one, ...spec.given(...one).when(define(3, 1, 'b@example.org'))];
    expect(spec.given(...two).state).toMatchObject({ revision: 2, removed: false, definition: mail('b@example.org') });
    const gone = [...two, ...spec.given(...two).when({ type: 'remove', seen: 2, ...acted(4) })];
    expect(spec.given(...gone).state?.removed).toBe(true);
    expect(() => spec.given(...gone).when(define(5, 3, 'c@example.org'))).toThrow(code('CHANNEL_UNKNOWN'));
  });

  it('is not decided on what somebody else changed, and names who', () => {
    const one = spec.given().when({ ...define(1, 0, 'a@example.org'), by: BEN });
    const late = () => spec.given(...one).when(define(2, 0, 'b@example.org'));
    expect(late).toThrow(code('CHANNEL_CONFLICT'));
    expect(late).toThrow(expect.objectContaining({ details: { version: 1, by: BEN, at: NOW + 1 } }));
    expect(() => spec.given().when({ type: 'remove', seen: 0, ...acted(1) })).toThrow(code('CHANNEL_UNKNOWN'));
    expect(() => spec.given().when(define(1, 0, 'a@example.org', 'A@Example.org'))).toThrow(code('BAD_USER_INPUT'));
  });

  it('has as recipients its addresses, or the host of its web address', () => {
    expect(recipientsOf(mail('a@example.org', 'b@example.org'))).toEqual(['a@example.org', 'b@example.org']);
    const target = { kind: 'webhook', url: 'https://hooks.example.org:8443/x?y=1', generation: 1 } as const;
    expect(recipientsOf({ ...mail(), target })).toEqual(['hooks.example.org:8443']);
  });
});

describe('policy', () => {
  const spec = specFor(policyDecider);
  const define = (definition: PolicyDefinition) => () =>
    spec.given().when({ type: 'define', id: key(901), definition, seen: 0, ...acted(1) });

  it('refuses steps out of order, empty quiet hours and unknown zones', () => {
    expect(define(policy())).not.toThrow();
    const steps = [0, 60, 60].map((afterS) => ({ afterS, channels: [CHANNEL] }));
    expect(define(policy({ steps }))).toThrow(/Step 3 is not after step 2/);
    const quiet = { from: 60, to: 120, zone: 'Europe/Berlin', spares: 'critical' } as const;
    expect(define(policy({ quiet }))).not.toThrow();
    expect(define(policy({ quiet: { ...quiet, zone: 'Mars/Olympus' } }))).toThrow(code('BAD_USER_INPUT'));
    expect(define(policy({ quiet: { ...quiet, to: 60 } }))).toThrow(code('BAD_USER_INPUT'));
    expect(define(policy({ name: ' \u0007 ' }))).toThrow(code('TEXT_INVALID'));
  });

  it.each([
    ['of its severity', {}, {}, false, true],
    ['less grave', {}, { severity: 'medium' }, false, false],
    ['less grave, escalated by a person', {}, { severity: 'medium' }, true, true],
    ['escalated, where that does not count', { onEscalation: false }, {}, true, false],
    ['of an import', {}, { late: true }, false, false],
    ['of an import, wanted', { late: true }, { late: true }, false, true],
    ['of another sensor', { sensors: ['edge-2'] }, {}, false, false],
    ['while it is off', { enabled: false }, {}, false, false],
  ] as const)('an alert %s', (_what, definition, alert, escalated, starts) => {
    const concerned = { severity: 'high', sensor: 'edge-1', late: false, ...alert } as const;
    expect(isConcerned(policy(definition as Partial<PolicyDefinition>), concerned, escalated)).toBe(starts);
  });
});

describe('quiet hours', () => {
  const night: QuietHours = { from: 22 * 60, to: 6 * 60, zone: 'Europe/Berlin', spares: 'critical' };
  const at = (text: string) => Date.parse(text) * 1000;
  const end = (text: string, severity: 'high' | 'critical' = 'high') => {
    const until = quietUntil(night, severity, at(text));
    return until === null ? null : new Date(until / 1000).toISOString();
  };

  it('last to their end, over midnight, and spare what is grave', () => {
    expect(end('2026-11-28T21:30:15Z')).toBe('2026-11-29T05:00:00.000Z');
    expect(end('2026-11-29T04:59:59Z')).toBe('2026-11-29T05:00:00.000Z');
    expect(end('2026-11-29T05:00:00Z')).toBeNull();
    expect(end('2026-11-28T20:59:59Z')).toBeNull();
    expect(end('2026-11-28T23:00:00Z', 'critical')).toBeNull();
    expect(quietUntil(null, 'high', at('2026-11-28T23:00:00Z'))).toBeNull();
  });

  it('end by the clock on the wall when it is moved in that night', () => {
    expect(end('2026-10-24T21:00:00Z')).toBe('2026-10-25T05:00:00.000Z');
    expect(end('2026-03-28T22:00:00Z')).toBe('2026-03-29T04:00:00.000Z');
  });
});

describe('escalation', () => {
  const spec = specFor(escalationDecider);
  const reach = (step: number): ReachStep => ({
    ...{ escalation: key(1), alert: key(2), policy: key(3), run: 0, step, at: NOW, planned: [] },
    type: 'reach',
  });

  it('takes each step once, in order', () => {
    const one = spec.given().when(reach(0));
    expect(one).toHaveLength(1);
    expect(spec.given(...one).when(reach(0))).toEqual([]);
    expect(spec.given(...one).when(reach(2))).toEqual([]);
    expect(spec.given(...one).when(reach(1))).toHaveLength(1);
  });
});

describe('delivery', () => {
  const spec = specFor(deliveryDecider);
  const delivery = key(5);
  type Deed<C = DeliveryCommand> = C extends unknown ? Omit<C, 'delivery'> : never;
  const after = (...deeds: Deed[]) =>
    deeds.reduce<ReturnType<(typeof deliveryDecider)['decide']>>(
      (events, deed) => [...events, ...spec.given(...events).when({ delivery, ...deed })],
      [],
    );
  const attempt = (at: number): Deed => ({ type: 'attempt', at });
  const fail = (attemptNumber: number, at: number, permanent = false): Deed => ({
    ...{ type: 'fail', attempt: attemptNumber, at, reason: '451', permanent },
  });

  it('is attempted by one at a time; an attempt without outcome is made again', () => {
    expect(after(attempt(0), attempt(1), attempt(ATTEMPT_US - 1))).toHaveLength(1);
    expect(after(attempt(0), attempt(ATTEMPT_US)).map(({ data }) => (data as { attempt?: number }).attempt)).toEqual([
      1, 2,
    ]);
  });

  it('waits longer after each failure and is given up at last, at once when it is in vain', () => {
    let at = 0;
    const deeds: Deed[] = [];
    for (let n = 1; n <= BACK_OFF_S.length + 1; n++) {
      deeds.push(attempt(at), fail(n, at));
      at += (BACK_OFF_S[n - 1] ?? 0) * SECOND;
      if (n <= BACK_OFF_S.length) expect(after(...deeds, attempt(at - 1))).toHaveLength(2 * n);
    }
    expect(spec.given(...after(...deeds)).state).toMatchObject({ state: 'failed', attempts: 6 });
    expect(spec.given(...after(attempt(0), fail(1, 1, true))).state?.state).toBe('failed');
  });

  it('that was given up is tried again when somebody asks, once a key', () => {
    const dead: Deed[] = [attempt(0), fail(1, 1, true)];
    const retry: Deed = { type: 'retry', ...acted(7) };
    const events = after(...dead, retry, retry, attempt(NOW + 7));
    expect(events.map(({ type }) => type.slice('domain.Notification'.length))).toEqual([
      ...['Attempted', 'Failed', 'Retried', 'Attempted'],
    ]);
    expect(() => after(attempt(0), retry)).toThrow(code('DELIVERY_NOT_FAILED'));
  });

  it('counts as delivered although the outcome came late, and is sent no more', () => {
    const events = after(
      attempt(0),
      attempt(ATTEMPT_US),
      { type: 'deliver', attempt: 1, at: ATTEMPT_US + 1, answer: '250 OK' },
      fail(2, ATTEMPT_US + 2),
      attempt(10 * ATTEMPT_US),
    );
    expect(events).toHaveLength(3);
    expect(spec.given(...events).state?.state).toBe('sent');
  });

  it('is bundled or dropped only while nobody sends it', () => {
    const bundle: Deed = { type: 'bundle', into: key(6), channel: CHANNEL, recipient: 'a@example.org', at: 1 };
    const drop: Deed = { type: 'drop', reason: 'handled', at: 1 };
    expect(after(bundle, drop, attempt(9))).toHaveLength(1);
    expect(after(attempt(0), bundle, drop)).toHaveLength(1);
    expect(after(drop, attempt(9))).toHaveLength(1);
  });
});
