/** Services that know how others judge addresses and names. */
export const REPUTATION_IDS = ['rdap', 'whois', 'abuseipdb', 'virustotal', 'otx'] as const;
export type ReputationId = (typeof REPUTATION_IDS)[number];

/** What can be asked for: an address of the Internet, or a name of the DNS in lower case. */
export interface Subject {
  readonly kind: 'address' | 'name';
  readonly value: string;
}

/** `bad`: most say so; `suspicious`: some do; `clean`: it is known and nobody does; `unknown`: nothing is known, or nothing is judged. */
export type Verdict = 'bad' | 'suspicious' | 'clean' | 'unknown';

/** What a service says. `score` 0 … 100, null where it gives none. Texts are inert and short. */
export interface Opinion {
  readonly verdict: Verdict;
  readonly score: number | null;
  readonly facts: readonly { readonly name: string; readonly text: string }[];
}

/** How often a key may ask. */
export interface Quota {
  readonly perMinute: number;
  readonly perDay: number;
}

/** A service as a value: how it is asked, and how its answer is read. Both are pure; reading never throws. */
export interface ReputationSource {
  readonly id: ReputationId;
  readonly title: string;
  /** Who learns what is asked for. */
  readonly host: string;
  readonly kinds: readonly Subject['kind'][];
  /** As its free plan has it. */
  readonly quota: Quota;
  /** Where and with which headers it is asked. Null when it cannot be asked for this. */
  request(
    subject: Subject,
    key: string,
    base: string,
  ): { readonly url: string; readonly headers: Readonly<Record<string, string>> } | null;
  /** Null when the answer is not in its format. */
  read(answer: unknown, subject: Subject): Opinion | null;
}

/** Nothing is known there. */
export const UNKNOWN: Opinion = { verdict: 'unknown', score: null, facts: [] };
