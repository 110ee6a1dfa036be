import type { RecordKind } from '@wireledger/events';

import { ALONE, BatchNumbers, BatchPlan, GROUP, type Place } from './batch-plan';
import { type FactRow, factRow } from './fact-row';

const SOURCE = '0b1d3f52-6a7c-48e9-91ab-c3d5e7f90214';
const row = (kind: string, source: string, text = ''): FactRow =>
  factRow(kind as RecordKind, source, [1e6, 1e6], { time: 1e6, text } as never);
const ask = (...rows: readonly FactRow[]) => ({ actor: 'token:a', rows });
const added = (plan: BatchPlan, actor: string, ...rows: readonly FactRow[]) =>
  plan.add({ actor, rows }, ALONE) as readonly Place[];

describe('which records go into which batch', () => {
  it('puts records of a kind together', () => {
    const plan = new BatchPlan();
    expect(added(plan, 'token:a', row('auth', 'x'), row('auth', 'y'))).toEqual([
      [0, 0],
      [0, 1],
    ]);
    expect(added(plan, 'token:a', row('auth', 'z'))).toEqual([[0, 2]]);
  });

  it('keeps the order of what one source did, across kinds', () => {
    const plan = new BatchPlan();
    const kinds = ['auth', 'flow', 'auth', 'auth', 'flow'];
    // Of one source in the order in which it came; what another one did joins what is open.
    expect(added(plan, 'token:a', ...kinds.map((kind) => row(kind, 'x')))).toEqual([
      ...[
        [0, 0],
        [1, 0],
        [2, 0],
        [2, 1],
        [3, 0],
      ],
    ]);
    expect(added(plan, 'token:a', row('auth', 'y'), row('flow', 'y'))).toEqual([
      [2, 2],
      [3, 1],
    ]);
  });

  it('holds for any mixture: places of a source never go back', () => {
    const plan = new BatchPlan();
    let seed = 7;
    const next = (most: number) => (seed = (seed * 48271) % 2147483647) % most;
    const last = new Map<string, Place>();
    for (let i = 0; i < 300; i++) {
      const source = `s${next(5)}`;
      const [place] = plan.add(ask(row(['auth', 'flow', 'dns'][next(3)] as string, source)), {
        batches: 1e6,
        chars: 1e9,
      }) as [Place];
      const before = last.get(source) ?? [0, -1];
      expect(place[0] > before[0] || (place[0] === before[0] && place[1] > before[1])).toBe(true);
      last.set(source, place);
    }
  });

  it('never mixes what different tokens told', () => {
    const plan = new BatchPlan();
    expect(added(plan, 'token:a', row('auth', 'x'))).toEqual([[0, 0]]);
    expect(added(plan, 'token:b', row('auth', 'y'))).toEqual([[1, 0]]);
    expect(added(plan, 'token:a', row('auth', 'z'))).toEqual([[0, 1]]);
  });

  it('takes a request whole or not at all, and is as before when it does not', () => {
    const plan = new BatchPlan();
    const long = 'x'.repeat(150_000);
    expect(plan.add(ask(row('http', 'x', long), row('http', 'x', long)), GROUP)).toEqual([
      [0, 0],
      [1, 0],
    ]);
    expect(plan.add(ask(row('http', 'y'), row('http', 'x', long)), GROUP)).toBeNull();
    expect(plan.add(ask(row('http', 'x')), GROUP)).toEqual([[1, 1]]);
    expect(plan.add(ask(row('http', 'y')), GROUP)).toEqual([[1, 2]]);
    expect(plan.add(ask(...Array.from({ length: 20 }, (_, i) => row(i % 2 ? 'auth' : 'dns', 'x'))), GROUP)).toBeNull();
    const full = Array.from({ length: 501 }, () => row('auth', 'x'));
    expect(new BatchPlan().add(ask(...full), GROUP)?.at(-1)).toEqual([1, 0]);
  });

  it('takes no record that is more than a batch holds, alone or with others', () => {
    const plan = new BatchPlan();
    const tooLong = row('dns', 'x', 'x'.repeat(160_000));
    expect(plan.add(ask(tooLong), ALONE)).toBeNull();
    expect(plan.add(ask(row('dns', 'x'), tooLong), ALONE)).toBeNull();
    expect(plan.add(ask(row('dns', 'x')), ALONE)).toEqual([[0, 0]]);
  });

  it('numbers batches, records and flows of a source from 1 without a gap', () => {
    const numbers = new BatchNumbers();
    const to = { sensor: 'intake', source: SOURCE, at: 2e6 };
    const events = [1, 2].flatMap(() => {
      const plan = new BatchPlan();
      added(plan, 'token:a', row('flow', 'x'), row('flow', 'x'), row('auth', 'x'));
      return plan.events(to, numbers);
    });
    expect(events.map(({ meta: { batch, seq, actor, src, occ } }) => [batch, seq, actor, src, occ])).toEqual([
      [1, [1, 2], 'token:a', `intake/${SOURCE}`, [1e6, 1e6]],
      [2, [1, 1], 'token:a', `intake/${SOURCE}`, [1e6, 1e6]],
      [3, [3, 4], 'token:a', `intake/${SOURCE}`, [1e6, 1e6]],
      [4, [2, 2], 'token:a', `intake/${SOURCE}`, [1e6, 1e6]],
    ]);
    const flows = events.flatMap(({ type, data }) =>
      type.includes('Flows') ? (data.cols as { flow: number[] }).flow : [],
    );
    expect(flows).toEqual([1, 2, 3, 4]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(4);
  });
});
