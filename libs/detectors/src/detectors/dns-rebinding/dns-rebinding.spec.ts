import { RECOMMENDED } from '../../rules/recommended';
import type { Rule } from '../../rules/rule';
import { raised } from '../../testing/judged';
import { dns, T0 } from '../../testing/rows';

const rule = RECOMMENDED.find(({ id }) => id === 'dns-rebinding') as Rule;

it('takes one answer with both for a flip, and says where it led', () => {
  const answers = [
    [1, 5, '203.0.113.9'],
    [1, 5, '127.0.0.1'],
  ];
  const [alert, ...more] = raised([rule], [dns(T0, { name: 'x.evil.example.com', answers })]);
  expect(more).toEqual([]);
  expect(alert).toMatchObject({ src: '10.0.0.1', dst: '127.0.0.1', value: 1, records: ['dns 1'] });
});

it('keeps to the answer before and the one inside, whatever else was answered', () => {
  const answer = (i: number, to: string) => dns(T0 + i * 1e6, { name: 'x.evil.example.com', answers: [[1, 1, to]] });
  const rows = [0, 1, 2].map((i) => answer(i, '203.0.113.9'));
  const [alert] = raised([rule], [...rows, answer(3, '192.168.1.1')]);
  expect(alert?.records).toEqual(['dns 3', 'dns 4']);
  expect(alert?.summary).toBe(
    '10.0.0.1 asked for x.evil.example.com and was led inside to 192.168.1.1, after an address outside and within 1 s; the threshold is one such answer within 3600 s.',
  );
});
