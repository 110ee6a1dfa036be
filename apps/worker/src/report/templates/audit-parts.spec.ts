import type { AuditActShape } from '@wireledger/read-models';

import type { ReportSource } from '../report-source';
import { activity } from './audit-parts';

const act = (result: string, count: number, operation = 'signIn') => ({
  ...{ actor: 'nobody', operation, result, count },
});

/** What figures and the table of operations say of some acts, of `all` that there are. */
async function told(rows: readonly ReturnType<typeof act>[], all = rows.length) {
  const page = { rows: rows as unknown as readonly AuditActShape[], count: all, exact: true, next: null };
  const source = {
    ask: () => Promise.resolve(page),
    peopleNow: () => Promise.resolve({ nameOf: (who: string) => who }),
  };
  const [figures, , operations] = (await activity(source as unknown as ReportSource)).blocks;
  return {
    figures:
      figures?.kind === 'figures' ? figures.items.map(({ label, value, note = '' }) => [label, value, note]) : [],
    operations: operations?.kind === 'table' ? operations.rows : [],
  };
}

it('counts refusals that stand together in one row one by one, in figures as in tables', async () => {
  const { figures, operations } = await told([act('refused', 40), act('done', 1), act('refused', 2, 'endSession')]);
  expect(figures.slice(0, 3)).toEqual([
    ['Acts', 43, ''],
    ['Done', 1, ''],
    ['Refused', 42, ''],
  ]);
  expect(operations).toEqual([
    ['signIn', 41, 40],
    ['endSession', 2, 2],
  ]);
});

it('says at least where not all of them were read', async () => {
  const { figures } = await told([act('done', 3)], 6000);
  expect(figures.slice(0, 2)).toEqual([
    ['Acts', 6002, 'at least'],
    ['Done', 3, 'of the 1 newest'],
  ]);
});
