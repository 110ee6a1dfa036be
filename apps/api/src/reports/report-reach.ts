import { can, scopeWithin } from '@wireledger/access';
import { REPORT_TEMPLATES, type ReportTemplate, reportTemplate } from '@wireledger/domain';
import { DomainError } from '@wireledger/kernel';
import type { ReportReader, ReportShape } from '@wireledger/read-models';

import { actorOf, subjectOf, type Viewer } from '../access/viewer';

/** Whether somebody may have reports of a template made. */
export const mayOrder = (viewer: Viewer, { permission }: Pick<ReportTemplate, 'permission'>): boolean =>
  can(subjectOf(viewer), permission) === 'allow';

/** Whether somebody may read reports of a template: those about what people did are for whoever may order them. */
const mayRead = (viewer: Viewer, template: ReportTemplate): boolean =>
  template.permission === 'reports.write' || mayOrder(viewer, template);

/** What is asked of the store in somebody's name: whoever reads shared reports alone has none of his own. */
export const readerOf = (viewer: Viewer): ReportReader => ({
  owner: actorOf(viewer),
  own: can(subjectOf(viewer), 'reports.read') === 'allow',
  templates: REPORT_TEMPLATES.filter((template) => mayRead(viewer, template)).map(({ id }) => id),
});

/** Whether a report holds nothing that lies outside of what somebody may see. */
export const isWithinReach = ({ scope }: Pick<ReportShape, 'scope'>, viewer: Viewer): boolean =>
  scopeWithin(scope, viewer.scope);

/** The template, for somebody who may order it. @throws DomainError BAD_USER_INPUT; FORBIDDEN with the permission that is missing */
export function orderable(viewer: Viewer, id: string): ReportTemplate {
  const template = reportTemplate(id);
  if (!template) throw new DomainError('BAD_USER_INPUT', '`template`: there is none of that name.');
  if (mayOrder(viewer, template)) return template;
  const { permission, title } = template;
  throw new DomainError('FORBIDDEN', `${title} needs the permission ${permission}. Ask somebody who has it.`, {
    permission,
  });
}
