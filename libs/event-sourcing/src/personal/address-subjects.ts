import { createHmac } from 'node:crypto';

import type { SubjectKeys } from './subject-keys';

const KIND = 'address:';
/** As a table of personal fields names it where the address may be taken into use again after it was erased. */
const ANEW = 'address-anew:';
/** The key that marks are made with is kept like those of people, and never destroyed. */
const MARKS = 'marks:address';
const MARK_DIGITS = 32;
/** How often one address can be erased and used again. */
const MOST_LIVES = 1000;

const keyOf = (address: string): string => address.normalize('NFKC').trim().toLowerCase();

/** The subject of an e-mail address in a table of personal fields, in clear: {@link AddressSubjects} gives what it is kept under. */
export const addressSubject = (address: string): string => `${KIND}${keyOf(address)}`;

/** The same where somebody writes the address down: if it was erased before, it is used again. */
export const addressUsedAnew = (address: string): string => `${ANEW}${keyOf(address)}`;

/** The address that a subject of a table names; null when it names something else. */
const namedBy = (subject: string): string | null => {
  const kind = [KIND, ANEW].find((one) => subject.startsWith(one));
  return kind === undefined ? null : subject.slice(kind.length);
};

/**
 * What the keys of e-mail addresses are kept under. An address belongs to nobody whose id is known, so its subject is a mark of itself: HMAC-SHA-256
 * under a key that is kept beside the others, outside of the log. Whoever has the log alone can neither read nor guess it. Once it was erased,
 * somebody who writes it down again begins another life of it, under `address:<mark>.2` and so on: what was sealed before stays closed, and what a
 * process has yet to write of the life that is over is not written.
 */
export class AddressSubjects {
  constructor(private readonly keys: Pick<SubjectKeys, 'find' | 'make'>) {}

  /** What each is kept under in its first life: whose a text is that was stored in clear, before addresses were sealed. Other subjects are left out. */
  async first(subjects: Iterable<string>): Promise<ReadonlyMap<string, string>> {
    const named = [...new Set(subjects)].flatMap((subject) => {
      const address = namedBy(subject);
      return address === null ? [] : [[subject, address] as const];
    });
    if (named.length === 0) return new Map();
    const marks = (await this.keys.make([MARKS])).get(MARKS);
    if (marks?.is !== 'key') throw new Error('the key that e-mail addresses are marked with is gone');
    return new Map(named.map(([subject, address]) => [subject, `${KIND}${markOf(marks.key, address)}`]));
  }

  /** What each is kept under now: what a new text is sealed under. */
  async current(subjects: Iterable<string>): Promise<ReadonlyMap<string, string>> {
    const now = new Map(await this.first(subjects));
    let open = [...now];
    for (let life = 2; open.length > 0 && life <= MOST_LIVES; life++) {
      const found = await this.keys.find(open.map(([, kept]) => kept));
      const over = open.filter(([, kept]) => found.get(kept)?.is === 'erased');
      const next = over.map(([name, kept]) => [name, `${kept.split('.', 1)[0] ?? kept}.${life}`] as const);
      const begun = await this.keys.find(next.map(([, kept]) => kept));
      open = next.filter(([name, kept]) => begun.has(kept) || name.startsWith(ANEW)) as [string, string][];
      for (const [name, kept] of open) now.set(name, kept);
    }
    return now;
  }
}

const markOf = (key: Buffer, address: string): string =>
  createHmac('sha256', key).update(address).digest('hex').slice(0, MARK_DIGITS);
