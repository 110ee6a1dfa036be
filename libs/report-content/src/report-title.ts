import type { ReportTemplate } from '@wireledger/domain';
import type { ReportOrder } from '@wireledger/events';

import type { Shown } from './shown';

/** What stands on top of a report: its template, and what a person called it, as its reader may see it. `trial`: its schedule is tried out. */
export function reportTitle(
  { title }: Pick<ReportTemplate, 'title'>,
  { name }: Pick<ReportOrder, 'name'>,
  shown: Pick<Shown, 'words'>,
  trial = false,
): string {
  const named = name === title ? title : `${title}: ${shown.words(name)}`;
  return trial ? `Test: ${named}` : named;
}
