import { isRefusal, readIndicator } from '@wireledger/domain';
import { type ListKind, OBSERVED_KINDS } from '@wireledger/events';

/** What an entry is: an address or prefix, a name, a fingerprint; null when it is none of them. */
export const kindOfEntry = (entry: string): ListKind | null =>
  OBSERVED_KINDS.find((kind) => {
    const read = readIndicator(entry, { kind, action: 'watch' });
    return read !== 'other' && !isRefusal(read);
  }) ?? null;
