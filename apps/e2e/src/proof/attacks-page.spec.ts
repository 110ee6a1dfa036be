import { readdirSync } from 'node:fs';
import path from 'node:path';

import { faultsOf, firstTable, proofLines, repositoryFile } from './proof-page';

const ROOT = path.resolve(__dirname, '../../../..');
const STATES = ['runs', 'in part', 'open', 'no target'];
const CASES = Array.from({ length: 92 }, (_, n) => `A-${String(n + 1).padStart(2, '0')}`);
/** Numbers at the beginning of the name of a test. */
const NUMBERED = /\(\s*['"`]((?:A-\d\d )+)/g;

describe('docs/attacks.md', () => {
  const page = repositoryFile('docs/attacks.md');
  const lines = proofLines(page);

  it('has every case once, in order', () => expect(lines.map(({ id }) => id)).toEqual(CASES));

  it('says of each how it stands, and names what tries it', () => {
    const without = lines.filter(({ state, text, evidence }) => {
      const tried = state === 'runs' || state === 'in part';
      return !STATES.includes(state) || text.length < 8 || (tried && evidence.length === 0);
    });
    expect(without).toEqual([]);
  });

  it('names tests that exist, and bear its number', () => {
    expect(lines.flatMap(faultsOf)).toEqual([]);
    const others = lines.flatMap(({ id, evidence }) =>
      evidence
        .filter(({ test }) => !/^(?:A-\d\d )*/.exec(test ?? '')?.[0].includes(`${id} `))
        .map(({ test }) => `${id}: ${test}`),
    );
    expect(others).toEqual([]);
  });

  it('names every test that bears a number, at that number', () => {
    const borne = ['apps', 'libs'].flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
        .filter(
          (entry) => entry.isFile() && entry.name.endsWith('.spec.ts') && !entry.parentPath.includes('node_modules'),
        )
        .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
        .flatMap((file) =>
          [...repositoryFile(file).matchAll(NUMBERED)].flatMap(([, numbers = '']) =>
            numbers
              .trim()
              .split(' ')
              .map((number) => `${number} ${file}`),
          ),
        ),
    );
    const named = new Set(lines.flatMap(({ id, evidence }) => evidence.map(({ file }) => `${id} ${file}`)));
    expect(borne.filter((one) => !named.has(one))).toEqual([]);
    const tried = lines.filter(({ state }) => state === 'runs' || state === 'in part').map(({ id }) => id);
    expect(tried.filter((id) => !borne.some((one) => one.startsWith(`${id} `)))).toEqual([]);
  });

  it('counts right', () => {
    expect(firstTable(page)).toEqual(
      STATES.map((state) => [state, String(lines.filter((line) => line.state === state).length)]),
    );
  });
});
