import { facetsOf, type FlowsAsked, isAsked } from '../records/facets';
import { RecordReader } from '../records/cursors';
import type { AnyRecord } from '../records/records';
import { RULE_SETS } from '../rules';
import type { Rule } from '../rules/rule';
import { TEST_LISTS } from '../testing/lists';
import { TEST_REGIONS } from '../testing/regions';
import { ANSWERED, batchesOf, flow, type Row, SECOND, T0 } from '../testing/rows';
import { TRUTH_TABLE } from './testing/truth-cases';

const rules: readonly Rule[] = [
  ...TRUTH_TABLE.map(([, rule]) => rule),
  ...RULE_SETS.recommended,
  ...RULE_SETS.documents,
].filter(({ detector }) => detector.flowsWith);

/** Flows that differ in one thing from one that was answered, and from one that was not. */
const variants: readonly Row[] = [ANSWERED, {}].flatMap((usual) =>
  [
    ...[6, 17, 1, 58, 47].map((proto) => ({ proto })),
    ...[0, 8, 11, 3, 128, 443, 50_000].flatMap((srcPort) => [1, 58].map((proto) => ({ proto, srcPort }))),
    ...[22, 53, 80, 443, 445, 853, 33_440].map((dstPort) => ({ dstPort })),
    ...[0, 1].map((rec) => ({ rec, rtt: 1000 })),
    ...[0, 1, 2].flatMap((kind) => [0, 70 * SECOND].map((us) => ({ kind, first: T0, last: T0 + us }))),
    ...[0, 3].flatMap((srcPackets) => [0, 3].map((dstPackets) => ({ srcPackets, dstPackets }))),
    ...[0, 9].flatMap((srcPayload) => [0, 9].map((dstPayload) => ({ srcPayload, dstPayload }))),
    ...[0, 9].flatMap((dSrcPayload) => [0, 9].map((dDstPayload) => ({ dSrcPayload, dDstPayload }))),
    ...[0, 1, 4, 8].map((marks) => ({ marks })),
    ...[0, 2].map((dSyn) => ({ dSyn })),
    ...['10.0.0.7', '198.51.100.7', '224.0.0.251', 'fd00::7'].map((dst) => ({ dst })),
  ].map((fields) => flow(T0, { ...usual, ...fields })),
);
const attacks = TRUTH_TABLE.flatMap(([, rule, cases]) => cases.attack(3, SECOND, rule.parameters, false));

function askedBy({ detector, parameters }: Rule): readonly FlowsAsked[] {
  const flows = detector.flowsWith?.(parameters) ?? 0;
  return typeof flows === 'number' ? [{ facets: flows }] : flows;
}

describe('facets that rules ask for', () => {
  it.each(rules.map((rule) => [rule.id, rule] as const))('%s counts no flow that lacks one of them', (_id, rule) => {
    const { detector, parameters } = rule;
    const asked = askedBy(rule);
    const unseen: AnyRecord['ref'][] = [];
    let lacking = 0;
    for (const batch of batchesOf([...variants, ...attacks]))
      new RecordReader().read(batch, 0, (record) => {
        if (record.fact !== 'flow' || isAsked(asked, facetsOf(record), record.dstPort)) return;
        lacking++;
        if (detector.read(record, parameters, TEST_LISTS, TEST_REGIONS) !== null) unseen.push(record.ref);
      });
    expect(unseen).toEqual([]);
    expect(lacking > 0).toBe(asked.some(({ facets }) => facets !== 0));
  });
});
