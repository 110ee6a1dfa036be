import type { AlertEvidenceKept, AlertRaised, EvidenceRecord } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';

import type { Viewer } from '../access/viewer';
import type { AlertReach } from './alert-reach';

export type RaisedFacts = Parameters<typeof AlertRaised.create>[0];
type Kept = Parameters<typeof AlertEvidenceKept.create>[0];

/** The records of the raising stand right behind it in an alert's stream. */
const LOOKED_AT = 20;

/** An alert as it was raised, with the records that are kept of those that were counted; `left` were not. */
export interface KeptAlert {
  readonly raised: RaisedFacts;
  readonly records: readonly EvidenceRecord[];
  readonly left: number;
}

/** From the log alone. @throws DomainError ALERT_UNKNOWN (also of one outside the viewer's scope) */
export async function keptAlert(
  reach: Pick<AlertReach, 'sees' | 'firstOf'>,
  { scope }: Pick<Viewer, 'scope'>,
  id: string,
): Promise<KeptAlert> {
  const events = (await reach.sees(scope, id)) ? await reach.firstOf(id, LOOKED_AT) : [];
  const raised = events.find(({ type }) => type === 'domain.AlertRaised')?.data as RaisedFacts | undefined;
  if (!raised) throw new DomainError('ALERT_UNKNOWN', 'There is no such alert.');
  const kept = events
    .filter(({ type }) => type === 'domain.AlertEvidenceKept')
    .map(({ data }) => data as unknown as Kept)
    .filter(({ step }) => step === 0);
  return {
    raised,
    records: kept.flatMap(({ records }) => records),
    left: kept.reduce((sum, one) => sum + one.left, 0),
  };
}
