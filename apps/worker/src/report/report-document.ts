import { type ReportTemplate } from '@wireledger/domain';
import { formatTime } from '@wireledger/kernel';
import type { ReportOrder } from '@wireledger/events';
import type { IntegrityStore } from '@wireledger/read-models';

import { reportTitle, type Shown } from '@wireledger/report-content';
import { contentHash, type ReportDocument, type Section } from '@wireledger/reports';

type Stamp = ReportDocument['integrity'];

const UNSEALED: Stamp = { position: '', head: '', sealedAt: null, anchor: null };

/** The newest seal, and where it is written down outside: whoever keeps the paper can prove later that the log up to there was not rewritten. */
export async function stampOf(integrity: Pick<IntegrityStore, 'sealing'>): Promise<Stamp> {
  const state = await integrity.sealing();
  const seal = state?.seal;
  if (!seal) return UNSEALED;
  const witnesses = state.anchors.filter(({ agrees, seal: n }) => agrees && n !== null && n >= seal.n);
  return {
    position: seal.to,
    head: seal.hash,
    sealedAt: formatTime(seal.at),
    anchor: witnesses.length === 0 ? null : witnesses.map(({ name }) => name).join(', '),
  };
}

const MASKED =
  'Addresses and names are masked in this copy, as they are in the console for whoever sees traffic masked.';

/** What a report says, complete. `at`: when it was made, µs since 1970 UTC. */
export function documentOf(
  template: Pick<ReportTemplate, 'title'>,
  order: ReportOrder,
  made: {
    readonly by: string;
    readonly at: number;
    /** Its schedule is tried out. */
    readonly trial: boolean;
    readonly shown: Shown;
    readonly stamp: Stamp;
    readonly sections: readonly Section[];
  },
): ReportDocument {
  return {
    ...{ template: order.template, zone: order.zone },
    title: reportTitle(template, order, made.shown, made.trial),
    ...{ from: formatTime(order.from), to: formatTime(order.to) },
    ...{ generatedBy: made.by, generatedAt: formatTime(made.at), masked: made.shown.masked ? MASKED : null },
    ...{ integrity: made.stamp, sections: [...made.sections] },
  };
}

/** Hash of what a report tells of its range. The seal under it is of the time when it was made, like that time itself, and is left out. */
export const hashOf = (document: ReportDocument): string => contentHash({ ...document, integrity: UNSEALED });
