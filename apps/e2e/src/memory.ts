import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

const CHUNK = 1 << 20;

interface Region {
  readonly from: number;
  readonly bytes: number;
}

/** What a process has in memory of its own and may write: its heaps, stacks and buffers. Regions without a page in memory are left out. */
function regionsOf(pid: number): Region[] {
  const found: Region[] = [];
  let at: Region | null = null;
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
    const range = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line);
    if (range) {
      const from = Number.parseInt(range[1] ?? '', 16);
      at = { from, bytes: Number.parseInt(range[2] ?? '', 16) - from };
    } else if (/^[0-9a-f]+-[0-9a-f]+ /.test(line)) at = null;
    else if (at && /^Rss:\s+[1-9]/.test(line)) {
      found.push(at);
      at = null;
    }
  }
  return found;
}

/** The forms in which a program has a text in memory: a byte or two bytes a character. */
const formsOf = (text: string): readonly Buffer[] => [Buffer.from(text, 'latin1'), Buffer.from(text, 'utf16le')];

/**
 * Which texts (by their names) stand in the memory of a process: every writable region is read through `/proc/<pid>/mem`, which wants root. What the
 * process frees or moves meanwhile may be missed; what stands still is found. @throws when the process is gone
 */
export function foundInMemory(pid: number, texts: Readonly<Record<string, string>>): string[] {
  const wanted = Object.entries(texts).map(([name, text]) => ({ name, forms: formsOf(text) }));
  const overlap = Math.max(...wanted.flatMap(({ forms }) => forms.map(({ length }) => length)));
  const found = new Set<string>();
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const chunk = Buffer.alloc(CHUNK + overlap);
  try {
    for (const { from, bytes } of regionsOf(pid))
      for (let at = 0; at < bytes; at += CHUNK) {
        const read = readAt(memory, chunk, from + at, Math.min(chunk.length, bytes - at));
        const part = chunk.subarray(0, read);
        for (const { name, forms } of wanted) if (forms.some((form) => part.includes(form))) found.add(name);
      }
  } finally {
    closeSync(memory);
  }
  return [...found].sort();
}

/** The same; null for a process that has ended. */
export function foundIfThere(pid: number, texts: Readonly<Record<string, string>>): string[] | null {
  try {
    return foundInMemory(pid, texts);
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

/** A region that went away in between has nothing to be found. */
function readAt(memory: number, into: Buffer, position: number, length: number): number {
  try {
    return readSync(memory, into, 0, length, position);
  } catch {
    return 0;
  }
}
