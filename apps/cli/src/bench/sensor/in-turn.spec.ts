import { ChildFailed } from '../child-usage';
import { inTurn, type Contender } from './in-turn';

const nothing = () => Promise.resolve();

describe('contenders in turn', () => {
  const ran: string[] = [];
  const counting = (id: string, fails = Infinity): Contender<string, number> => {
    let runs = 0;
    const run = () => {
      ran.push(id);
      if (++runs === fails) throw new ChildFailed(`${id} ended with code 3`);
      return runs;
    };
    return { id, run };
  };
  beforeEach(() => ran.splice(0));

  it('run one after the other; of several rounds the first does not count', async () => {
    const { figures } = await inTurn([counting('a'), counting('b')], 2, nothing);
    expect(ran.join('')).toBe('ababab');
    expect([...figures]).toEqual([
      ['a', [2, 3]],
      ['b', [2, 3]],
    ]);
  });

  it('run once when one round is asked for, and it counts', async () => {
    const { figures } = await inTurn([counting('a')], 1, nothing);
    expect(figures.get('a')).toEqual([1]);
  });

  it('are left out when they fail, and the others go on', async () => {
    const { figures, failed } = await inTurn([counting('a', 2), counting('b')], 3, nothing);
    expect(ran.join('')).toBe('ababbb');
    expect([...figures.keys()]).toEqual(['b']);
    expect([...failed]).toEqual([['a', 'a ended with code 3']]);
  });

  it('stop when they are stopped, and on what is no failure of theirs', async () => {
    let left = 3;
    const before = () => (left-- > 0 ? Promise.resolve() : Promise.reject(new Error('interrupted')));
    await expect(inTurn([counting('a')], 9, before)).rejects.toThrow('interrupted');
    expect(ran).toHaveLength(3);
    const broken = { id: 'x', run: () => JSON.parse('{') as number };
    await expect(inTurn([broken], 1, nothing)).rejects.toThrow(SyntaxError);
  });
});
