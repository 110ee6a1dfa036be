import { looksLikeSqlInjection } from './sql-injection';

it.each([
  ["/?id=1' or '1'='1", true],
  ['/?id=1%27%20OR%201%3D1--', true],
  ['/?id=1%2527%2520union%2520select%25201', true],
  ['/?id=-1/**/UNION/*x*/ALL/**/SELECT/**/1,2', true],
  ['/?id=1;drop table users', true],
  ['/?id=1 and sleep(5)', true],
  ["/?id=1') order by 3-- ", true],
  ['/?q=select+a+union', false],
  ['/?q=it%27s+fine', false],
  ['/?q=rock%20%27n%27%20roll', false],
  ['/?a=%zz%', false],
  ['/union select?', false],
  ['', false],
])('%s', (target, suspicious) => expect(looksLikeSqlInjection(target)).toBe(suspicious));

it('gives an answer for hostile targets at once', () => {
  for (const part of ["'or ", '/*', '%27', "' or a", 'union ', "'('"])
    expect(typeof looksLikeSqlInjection(`/?${part.repeat(4096)}`)).toBe('boolean');
});
