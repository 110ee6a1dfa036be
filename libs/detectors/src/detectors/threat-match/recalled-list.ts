import { parsePrefix } from '@wireledger/kernel';

import { isWithin } from '../../records/networks';
import type { Kept } from '../../detector';
import type { JudgingList } from '../../lists';

const FINGERPRINT = /^[0-9a-f]{32}$|^[a-z]\w{9}_[0-9a-f]{12}_[0-9a-f]{12}$/;

/** The list that an alert was raised by, as far as that alert knows it: its name and version, and of its entries the one that fitted. Null where that is not told. */
export function listOfAlert(entity: string, baseline: Kept['baseline']): Omit<JudgingList, 'action'> | null {
  const [host = '', indicator = ''] = entity.split(' ', 2);
  const name = entity.slice(host.length + indicator.length + 2);
  const { 'version of the list': version, 'line of the list': line } = baseline;
  if (name === '' || version === undefined || line === undefined) return null;
  const [kind, fits] = entry(indicator);
  return { id: '', name, kind, version, find: (text) => (fits(text) ? { indicator, line } : null) };
}

/** What an entry is, by its text, and what it fits. */
function entry(indicator: string): readonly [JudgingList['kind'], (text: string) => boolean] {
  if (FINGERPRINT.test(indicator)) return ['fingerprints', (text) => text === indicator];
  if (!parsePrefix(indicator)) return ['names', (text) => text === indicator || text.endsWith(`.${indicator}`)];
  const prefix = [indicator];
  return ['addresses', (text) => isWithin(text, prefix)];
}
