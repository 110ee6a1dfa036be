import { turn } from './turns';

it('between two turns whatever came from outside is looked at', async () => {
  const seen: string[] = [];
  const outside = () => setTimeout(() => seen.push('outside'), 0);
  const fold = async (name: string) => {
    for (let n = 1; n <= 2; n++) {
      await turn();
      seen.push(`${name}${n}`);
      outside();
      // A piece that takes so long that something has come meanwhile.
      for (const until = performance.now() + 3; performance.now() < until;);
    }
  };
  await Promise.all([fold('a'), fold('b')]);
  expect(seen).toEqual(['a1', 'outside', 'b1', 'outside', 'a2', 'outside', 'b2']);
});
