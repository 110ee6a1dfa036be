import { factRow } from './fact-row';
import { IntakeQueue, MOST_WAITING } from './intake-queue';

const row = (text: string) => factRow('auth', 'x', [1, 1], { user: text } as never);
const ask = (key: string | null, ...rows: readonly ReturnType<typeof row>[]) => ({
  ...{ actor: 'token:x', rows, keyed: key === null ? null : { token: 't', key, body: '' } },
});

describe('what waits to be written', () => {
  it.each([
    ['records', ask(null, ...Array<ReturnType<typeof row>>(500).fill(row('u')))],
    ['characters', ask(null, row('x'.repeat(150_000)))],
  ])('is bounded in %s, and has room again when some of it is taken', (_what, one) => {
    const queue = new IntakeQueue();
    let count = 0;
    for (; queue.takes(one); count++) queue.push(one);
    const { chars } = one.rows[0] as { readonly chars: number };
    const fits = Math.min(MOST_WAITING.records / one.rows.length, MOST_WAITING.chars / chars);
    expect(count).toBe(Math.floor(fits));
    const group = queue.next();
    for (const _one of group) {
      expect(queue.takes(one)).toBe(true);
      queue.push(one);
    }
    expect(queue.takes(one)).toBe(false);
    queue.putBack(queue.next());
    expect(queue.takes(one)).toBe(false);
    while (!queue.isEmpty) queue.next();
    expect(queue.takes(one)).toBe(true);
  });

  it('comes in order, each key once in a group', () => {
    const queue = new IntakeQueue();
    const [a, b, again] = [ask('a', row('1')), ask('b', row('2')), ask('a', row('3'))] as const;
    for (const one of [a, b, again]) queue.push(one);
    expect(queue.next()).toEqual([a, b]);
    queue.putBack([b]);
    expect(queue.next()).toEqual([b, again]);
    expect(queue.isEmpty).toBe(true);
  });
});
