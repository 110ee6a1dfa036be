import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../../..');

/** What shows that a line is true: a file of this repository, and where it is a spec, a test in it by its name. */
export interface Evidence {
  /** From the root of the repository. */
  readonly file: string;
  readonly test: string | null;
}

/** One line of a page that claims something: `- **ID** (note) state: text [file](path) “test” …`. */
export interface ProofLine {
  readonly id: string;
  /** What stands in brackets behind the id; '' = nothing. */
  readonly note: string;
  readonly state: string;
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

const LINE = /^- \*\*(\S+)\*\*(?: \(([^)]*)\))? ([a-z ]+): (.+)$/;
const LINK = /\[[^\]]+\]\(([^)]+)\)(?: “([^”]+)”)?/g;

/** The lines of a page of `docs`, in its order. Every list item of such a page is one: what cannot be read is an error, not skipped. */
export function proofLines(page: string): ProofLine[] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('- '))
    .map((line) => {
      const [, id = '', note = '', state = '', text = ''] = LINE.exec(line) ?? [];
      if (id === '') throw new Error(`not a line of proof: ${line}`);
      const evidence = [...text.matchAll(LINK)].map(([, href = '', test]) => ({
        file: path.posix.normalize(`docs/${href}`),
        test: test ?? null,
      }));
      return { id, note, state, text: text.replace(LINK, '').trim(), evidence };
    });
}

/** Rows of the first table of a page, cells trimmed, without its head. */
export function firstTable(page: string): string[][] {
  const rows = page.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** A text file of the repository, by its path from the root. */
export const repositoryFile = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whether a spec runs a test, or a group of tests, under this name. */
export const namesTest = (source: string, test: string): boolean =>
  new RegExp(`\\(\\s*(['"\`])${escaped(test)}\\1,\\s*(?:async\\b|\\(|\\w+ =>)`).test(source);

/** Why the evidence of a line does not hold; nothing when it does. */
export function faultsOf({ id, evidence }: ProofLine): string[] {
  return evidence.flatMap(({ file, test }) => {
    if (!existsSync(path.join(ROOT, file))) return [`${id}: there is no ${file}`];
    if (file.endsWith('.spec.ts') !== (test !== null))
      return [`${id}: ${file} needs ${test ? 'no' : 'the'} name of a test`];
    return test === null || namesTest(repositoryFile(file), test) ? [] : [`${id}: ${file} has no test “${test}”`];
  });
}
