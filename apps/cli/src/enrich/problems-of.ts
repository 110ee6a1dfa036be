import type { SourceStatus } from '@wireledger/enrichment';

/** What keeps a source from answering, and what to do about it. */
export const problemsOf = ({ mend, files }: SourceStatus): readonly string[] => [
  ...(mend === null ? [] : [mend]),
  ...files.flatMap(({ state }) => state.problem ?? []),
];
