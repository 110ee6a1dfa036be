import { reportName } from '@wireledger/domain';
import type { ReportFormat, ReportOrder } from '@wireledger/events';
import { DomainError, parseTime } from '@wireledger/kernel';

import type { GenerateReportInput } from '../schema/reports';

/** What is asked for, as the log has it. @throws DomainError NAME_INVALID, BAD_USER_INPUT */
export const orderOf = ({ template, name, zone, from, to, format }: GenerateReportInput): ReportOrder => ({
  ...{ template, name: reportName(name), zone, from: timeOf('from', from), to: timeOf('to', to) },
  format: format.toLowerCase() as ReportFormat,
});

/** µs since 1970 UTC. The scalar has checked it. */
function timeOf(name: string, text: string): number {
  const time = parseTime(text);
  if (time === null) throw new DomainError('BAD_USER_INPUT', `\`${name}\` is no time.`);
  return time;
}
