import { type EvidenceRecord, TELEMETRY_TYPES } from '@wireledger/events';
import { DETECTORS } from '../detectors';
import { own } from '../detectors/generic/testing/own';
import { TRUTH_TABLE } from '../detectors/testing/truth-cases';
import { auth, batchesOf, dns, flow, SECOND, T0 } from '../testing/rows';
import { evidenceBatches, evidenceRecord } from './evidence-record';
import { raisedBy, recalledFor, replayAlert, type RaisedAlert } from './replay-alert';
import { keptAlert } from './testing/kept-alert';

describe.each(TRUTH_TABLE)('an alert of %s', (_id, rule, cases) => {
  const { parameters } = rule;
  const windowUs = (parameters['windowS'] as number) * SECOND;
  const forms = cases.v6 ? [false, true] : [false];

  it.each(forms)('is raised again by the records that it keeps, the same, and by one fewer never (IPv6 %s)', (v6) => {
    const rows = cases.attack(cases.needs(parameters), windowUs / 2, parameters, v6);
    const { alert, recalled } = keptAlert(rule, rows);
    expect(replayAlert(alert, recalled)).toMatchObject({ outcome: 'same', withoutLast: false });
    const { evidence } = alert;
    const left = evidence.length > 60 ? [0, evidence.length >> 1, evidence.length - 1] : evidence.keys();
    for (const at of left)
      expect(
        raisedBy(
          alert,
          evidence.filter((_one, i) => i !== at),
          recalled,
        ),
      ).toEqual([]);
  });

  it('does not depend on the order in which the records are kept', () => {
    const { alert, recalled } = keptAlert(rule, cases.attack(cases.needs(parameters), windowUs / 2, parameters, false));
    expect(replayAlert({ ...alert, evidence: [...alert.evidence].reverse() }, recalled).outcome).toBe('same');
  });
});

it('of a sequence over two kinds is raised again by the records of both', () => {
  const rule = own('guess-then-take', {
    ...{ kind: 'auth', when: 'auth.outcome = failure', measure: 'sign-ins', by: ['src.ip'], windowS: 60, threshold: 3 },
    then: { kind: 'flow', when: 'src.bytes > 1MB', measure: 'flows' },
  });
  const client = '10.0.0.1';
  const rows = [0, 1, 2].map((i) => auth(T0 + i * SECOND, { client }));
  const { alert } = keptAlert(rule, [...rows, flow(T0 + 9 * SECOND, { srcBytes: 5_000_000 })]);
  expect(replayAlert(alert)).toMatchObject({ outcome: 'same', withoutLast: false });
});

describe('what is not the same', () => {
  const rule = own('names', { kind: 'dns', measure: 'distinct domain', by: ['src.ip'], windowS: 60, threshold: 3 });
  const rows = [0, 1, 2].map((i) => dns(T0 + i * SECOND, { name: `n${i}.example` }));
  const { alert } = keptAlert(rule, rows);

  it.each<[string, Partial<RaisedAlert>, string]>([
    ['the alert itself', {}, 'same'],
    ['another value', { value: 7 }, 'different'],
    ['another severity', { severity: 'critical' }, 'different'],
    ['of another sensor’s live timeline', { scope: { sensor: 'edge-2', timeline: 'live' } }, 'different'],
    ['a record that is missing', { evidence: alert.evidence.slice(1) }, 'nothing'],
    ['no record', { evidence: [] }, 'nothing'],
    ['a rule that asks for more', { rule: own('names', { ...rule.parameters, threshold: 4 }) }, 'nothing'],
  ])('%s: %s', (_what, change, outcome) => expect(replayAlert({ ...alert, ...change }).outcome).toBe(outcome));

  it('a record of any shape ends nothing', () => {
    const odd = [{ ...alert.evidence[0], record: { name: 7, time: 'x', answers: 1 } } as unknown as EvidenceRecord];
    expect(replayAlert({ ...alert, evidence: odd }).outcome).toBe('nothing');
  });
});

it('keeps a record as it was, whatever was zero or empty in it', () => {
  const rows = [
    dns(T0, { rcode: 0, queries: 0, answers: [] }),
    dns(T0 + SECOND, { rcode: -1, answers: [[1, 60, '192.0.2.1']] }),
  ];
  const [batch] = batchesOf(rows);
  const event = { id: 'x', type: TELEMETRY_TYPES.dns, position: '1', data: batch?.payload as never, meta: {} };
  const kept = [0, 1].map((n) => evidenceRecord(event, n) as EvidenceRecord);
  const [again] = evidenceBatches(kept, { sensor: '', source: '' });
  expect(again?.payload).toEqual(batch?.payload);
  expect(evidenceRecord(event, 2)).toBeNull();
});

it('says of each detector what its findings rest on besides records, and whether an alert keeps that', () => {
  const baseline = { compare: 'times', measure: 'flows', then: { measure: 'none' }, judge: 'rare' };
  const rests = DETECTORS.filter(({ restsOn }) => (restsOn?.(baseline) ?? null) !== null);
  const kept = rests.filter(({ recall }) => recall !== undefined).map(({ id }) => id);
  expect(kept.sort()).toEqual(['generic', 'name-spike', 'performance', 'region', 'threat-match', 'traffic-spike']);
  const never = rests.filter(({ recall }) => recall === undefined).map(({ id }) => id);
  expect(never.sort()).toEqual(['host-score', 'new-device', 'new-service', 'rare-tld', 'rare-tls-client']);
  const generic = DETECTORS.find(({ id }) => id === 'generic');
  expect(generic?.restsOn?.({ ...baseline, compare: 'number' })).toBeNull();
});

it('tells of what no alert can keep, and of what an alert of old did not', () => {
  const of = (id: string, parameters: unknown) =>
    recalledFor({ detector: DETECTORS.find((one) => one.id === id), parameters } as never, {
      ...{ entity: '10.0.0.1', baseline: { 'usual bytes': 5 } },
    });
  expect(of('new-service', {})).toMatch(/^all that was seen before, .*\. No alert can keep that\.$/);
  expect(of('traffic-spike', { method: 'plain' })).toMatch(/does not keep the numbers/);
  expect(of('threat-match', { lists: [] })).toMatch(/does not keep/);
  expect(of('region', {})).toMatch(/does not keep/);
  expect(of('bandwidth', {})).toEqual({});
});
