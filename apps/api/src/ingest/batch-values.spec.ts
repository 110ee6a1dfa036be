import { type Batch, type CutBatch, KIND_DEFINITIONS, KINDS } from '@wireledger/events';
import { Pipeline } from '@wireledger/flows';
import { endless } from '@wireledger/simulator';

import { batchFault } from './batch-values';

const START = 1_700_000_000_000_000;
const batches: CutBatch[] = [];
beforeAll(() => {
  const pipeline = new Pipeline({ cut: 60, onBatch: (batch) => void batches.push(batch) });
  for (const { bytes, timeUs } of endless({ seed: 3, startUs: START, rate: 100 })) {
    if (timeUs > START + 60e6) break;
    pipeline.packet(bytes, 0, bytes.length, bytes.length, timeUs, 1, 0);
  }
  pipeline.finish();
});

const faultOf = ({ kind, payload }: CutBatch) => batchFault(KIND_DEFINITIONS[kind], payload);
const with_ = (kind: string, column: string, value: unknown): string | null => {
  const found = batches.find((batch) => batch.kind === kind);
  if (!found) throw new Error(`no batch of ${kind}`);
  const payload = structuredClone(found.payload) as unknown as { cols: Record<string, unknown[]> };
  (payload.cols[column] as unknown[])[0] = value;
  return batchFault(KIND_DEFINITIONS[found.kind], payload as unknown as Batch);
};

describe('values of a batch', () => {
  it('are good as our own sensor makes them, in every kind it saw', () => {
    expect(new Set(batches.map(({ kind }) => kind)).size).toBeGreaterThan(4);
    expect(batches.map(faultOf).filter((fault) => fault !== null)).toEqual([]);
  });

  it.each([
    ['flow', 'src', '10.0.0.256'],
    ['flow', 'src', ''],
    ['flow', 'dst', 7],
    ['flow', 'outerSrc', 'x'],
    ['flow', 'srcPort', 65_536],
    ['flow', 'proto', 256],
    ['flow', 'kind', 3],
    ['flow', 'reason', 99],
    ['flow', 'srcBytes', 2 ** 48 + 1],
    ['flow', 'srcBytes', 0.5],
    ['flow', 'srcBytes', '1'],
    ['flow', 'srcBytes', null],
    ['flow', 'rec', 2 ** 31],
    ['flow', 'first', Number.MAX_SAFE_INTEGER],
    ['flow', 'first', -START * 2],
    ['flow', 'state', 'a\0b'],
    ['flow', 'app', '\ud800'],
    ['flow', 'app', 'x'.repeat(20_000)],
    ['dns', 'client', 'localhost'],
    ['dns', 'answers', [[1, 60]]],
    ['dns', 'answers', 'none'],
    ['dns', 'answers', [[1, 60, 'a\0']]],
    ['traffic', 'topSyn', [['nobody', 4]]],
    ['traffic', 'topSyn', Array.from({ length: 257 }, () => ['10.0.0.1', 1])],
  ])('A-73 are none that no table takes: %s.%s = %j', (kind, column, value) => {
    expect(with_(kind, column, value)).toContain(`column ${column}`);
  });

  it('of every JSON column there is a rule', () => {
    for (const kind of KINDS)
      for (const [name, holds] of kind.columns)
        if (holds === 'json')
          expect([
            name,
            batchFault({ ...kind, columns: [[name, holds]] }, { v: 1, n: 1, t0: 0, cols: { [name]: [[]] } } as never),
          ]).toEqual([name, null]);
  });
});
