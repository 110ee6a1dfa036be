/** What a token called by a key of its own choice, so that it can be sent again. Times are ms since 1970 UTC. */
export interface IntakeKey {
  readonly token: string;
  /** SHA-256 of the key, hex. */
  readonly key: string;
  /** SHA-256 of the body, hex. */
  readonly body: string;
  /** Where the facts are in the log, or will be: the row is written first. */
  readonly stream: string;
  readonly revision: string;
  /** Id of the event at that place, when it was taken. */
  readonly batch: string;
  /** How the request was answered. */
  readonly answer: string;
  readonly claimedAt: number;
}

/** A key with the batch of the row that it takes the place of; null where there is none yet. */
export interface IntakeClaim extends IntakeKey {
  readonly replaces: string | null;
}

export type IntakeKeyName = Pick<IntakeKey, 'token' | 'key'>;

/** How long a key is remembered. */
export const KEY_KEPT_MS = 24 * 3600_000;

/** Keys of requests that told of events; shared by all processes of a system. */
export interface IntakeKeyStore {
  /** Those of the names that are known. */
  find(names: readonly IntakeKeyName[]): Promise<IntakeKey[]>;
  /** Writes the rows whose place nobody else has taken; answers the names of those that were written. */
  claim(claims: readonly IntakeClaim[]): Promise<IntakeKeyName[]>;
  /** Forgets what is older than {@link KEY_KEPT_MS}. Answers how many went. */
  sweep(now: number): Promise<number>;
}
