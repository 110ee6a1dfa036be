/** What is known of a subject's key: 32 bytes; or that it was destroyed, and what is read in the place of what it sealed. */
export type SubjectKey =
  { readonly is: 'key'; readonly key: Buffer } | { readonly is: 'erased'; readonly label: string };

/**
 * The keys of people, kept outside of the log: one a subject, 32 random bytes, made at the first text that it seals. A destroyed one leaves a mark,
 * so that nobody makes another for the same subject.
 */
export interface SubjectKeys {
  /** Those that there are, or were; subjects that never had a key are left out. */
  find(subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>>;
  /** The same for every one of them; makes what is missing. Processes that ask side by side get the same key. */
  make(subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>>;
  /**
   * Destroys keys for good, also those that were never made: from then on `label` is read instead. Safe to repeat; the first label stays.
   */
  destroy(subjects: readonly string[], label: string): Promise<void>;
}
