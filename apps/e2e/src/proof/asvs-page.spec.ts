import levels from './asvs-levels.json';
import { faultsOf, firstTable, namesTest, type ProofLine, proofLines, repositoryFile } from './proof-page';

const LEVELS: Readonly<Record<string, number>> = levels.levels;
const STATES = ['met', 'not met', 'not applicable'];

describe('docs/asvs.md', () => {
  const page = repositoryFile('docs/asvs.md');
  const lines = proofLines(page);

  it('has every requirement of levels 1 and 2 once, in order, at its level', () => {
    expect(lines.map(({ id, note }) => `${id} ${note}`)).toEqual(
      Object.entries(LEVELS).map(([id, level]) => `${id} ${level}`),
    );
  });

  it('says of each that it is met, with what shows it, or why not', () => {
    const without = lines.filter(
      ({ state, text, evidence }) =>
        !STATES.includes(state) || text.length < 8 || (state === 'met' && evidence.length === 0),
    );
    expect(without).toEqual([]);
  });

  it('names files and tests that exist', () => expect(lines.flatMap(faultsOf)).toEqual([]));

  it('counts right', () => {
    const count = (state: string | null, level: number | null) =>
      lines.filter(
        (line: ProofLine) => (state === null || line.state === state) && (level === null || LEVELS[line.id] === level),
      ).length;
    const row = (name: string, of: (level: number | null) => string | number) => [
      name,
      ...[1, 2, null].map((level) => String(of(level))),
    ];
    const applicable = (level: number | null) => count(null, level) - count('not applicable', level);
    expect(firstTable(page)).toEqual([
      ...STATES.map((state) => row(state, (level) => count(state, level))),
      row('applicable', applicable),
      // Rounded down: a share is never made to look like more than it is.
      row('met of the applicable', (level) => `${Math.floor((1000 * count('met', level)) / applicable(level)) / 10} %`),
    ]);
  });
});

describe('the name of a test', () => {
  it('is one only where a test bears it', () => {
    const source = "it('a b', async () => {}); it.each([1])('c %s', (x) => x); const d = 'e'; // it says 'f', (g)";
    expect(['a b', 'c %s', 'e', 'a', 'f'].map((name) => namesTest(source, name))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
