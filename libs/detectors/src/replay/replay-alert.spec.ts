import { type EvidenceRecord, TELEMETRY_TYPES } from '@wireledger/events';
import { DETECTORS } from '../detectors';
import { own } from '../detectors/generic/testing/own';
import { TRUTH_TABLE } from '../detectors/testing/truth-cases';
import type { AlertChange } from '../host/alert-change';
import type { Rule } from '../rules/rule';
import { host, SCOPE } from '../testing/judged';
import { TEST_LISTS } from '../testing/lists';
import { TEST_REGIONS } from '../testing/regions';
import { auth, batchesOf, dns, flow, type Row, SECOND, T0 } from '../testing/rows';
import { evidenceBatches, evidenceRecord } from './evidence-record';
import { raisedBy, type RaisedAlert, replayAlert } from './replay-alert';

const OUTSIDE = { lists: TEST_LISTS, regions: TEST_REGIONS };

/** The first alert that a rule raises on rows, with its records as the log keeps them. */
function raised(rule: Rule, rows: readonly Row[]): RaisedAlert {
  const batches = batchesOf(rows, 50);
  const { host: judging, changes } = host([rule]);
  for (const batch of batches) judging.take(batch);
  const change = changes.find((one) => one.change === 'raised') as AlertChange;
  const evidence = change.evidence.map((ref) => {
    const [id, n] = ref.split('#');
    const at = batches.findIndex(({ eventId }) => eventId === id);
    const batch = batches[at] as (typeof batches)[number];
    const event = { id: batch.eventId, type: TELEMETRY_TYPES[batch.kind], position: String(at).padStart(8, '0') };
    return evidenceRecord({ ...event, data: batch.payload as never, meta: {} }, Number(n));
  });
  expect(evidence).not.toContain(null);
  return {
    ...{ id: change.id, rule, severity: change.severity, value: change.value },
    scope: { sensor: 'edge-1', timeline: SCOPE },
    evidence: JSON.parse(JSON.stringify(evidence)) as EvidenceRecord[],
  };
}

describe.each(TRUTH_TABLE)('an alert of %s', (_id, rule, cases) => {
  const { parameters } = rule;
  const windowUs = (parameters['windowS'] as number) * SECOND;
  const forms = cases.v6 ? [false, true] : [false];

  it.each(forms)('is raised again by the records that it keeps, the same, and by one fewer never (IPv6 %s)', (v6) => {
    const rows = cases.attack(cases.needs(parameters), windowUs / 2, parameters, v6);
    const alert = raised(rule, rows);
    expect(replayAlert(alert, OUTSIDE)).toMatchObject({ outcome: 'same', withoutLast: false });
    const { evidence } = alert;
    const left = evidence.length > 60 ? [0, evidence.length >> 1, evidence.length - 1] : evidence.keys();
    for (const at of left)
      expect(
        raisedBy(
          alert,
          evidence.filter((_one, i) => i !== at),
          OUTSIDE,
        ),
      ).toEqual([]);
  });

  it('does not depend on the order in which the records are kept', () => {
    const alert = raised(rule, cases.attack(cases.needs(parameters), windowUs / 2, parameters, false));
    expect(replayAlert({ ...alert, evidence: [...alert.evidence].reverse() }, OUTSIDE).outcome).toBe('same');
  });
});

it('of a sequence over two kinds is raised again by the records of both', () => {
  const rule = own('guess-then-take', {
    ...{ kind: 'auth', when: 'auth.outcome = failure', measure: 'sign-ins', by: ['src.ip'], windowS: 60, threshold: 3 },
    then: { kind: 'flow', when: 'src.bytes > 1MB', measure: 'flows' },
  });
  const client = '10.0.0.1';
  const rows = [0, 1, 2].map((i) => auth(T0 + i * SECOND, { client }));
  const alert = raised(rule, [...rows, flow(T0 + 9 * SECOND, { srcBytes: 5_000_000 })]);
  expect(replayAlert(alert)).toMatchObject({ outcome: 'same', withoutLast: false });
});

describe('what is not the same', () => {
  const rule = own('names', { kind: 'dns', measure: 'distinct domain', by: ['src.ip'], windowS: 60, threshold: 3 });
  const rows = [0, 1, 2].map((i) => dns(T0 + i * SECOND, { name: `n${i}.example` }));
  const alert = raised(rule, rows);

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

it('says of each detector whether its records alone raise the alert again', () => {
  const rests = DETECTORS.filter(
    ({ restsOn }) => (restsOn?.({ compare: 'times', then: { measure: 'none' } }) ?? null) !== null,
  );
  expect(rests.map(({ id }) => id).sort()).toEqual([
    'bandwidth',
    'generic',
    'host-score',
    'name-spike',
    'new-device',
    'new-service',
    'performance',
    'rare-tld',
    'rare-tls-client',
    'region',
    'threat-match',
    'traffic-spike',
  ]);
  const generic = DETECTORS.find(({ id }) => id === 'generic');
  expect(generic?.restsOn?.({ compare: 'number', measure: 'flows', then: { measure: 'none' } })).toBeNull();
});
