import { reportTemplate } from '@wireledger/domain';
import type { ReportFile } from '@wireledger/events';
import { formatTime } from '@wireledger/kernel';
import type { ReportShape } from '@wireledger/read-models';

import type { Report, ReportFormat } from '../schema/reports';

/** Who looks at a report. */
export interface Onlooker {
  readonly actor: string;
  /** Sees traffic masked. */
  readonly masked: boolean;
  readonly nameOf: (actor: string) => string;
}

/** The file that somebody gets who sees traffic masked, or not; null until there is one. Whoever sees everything gets the masked one where there is no other. */
export const fileFor = ({ files }: Pick<ReportShape, 'files'>, masked: boolean): ReportFile | null =>
  files.find((file) => file.masked === masked) ?? files.find((file) => file.masked) ?? null;

const day = (us: number): string => formatTime(us).slice(0, 10).replaceAll('-', '');

/** A name of our own: nothing of it was written by anybody. */
const fileNameOf = ({ id, order }: ReportShape): string =>
  `${order.template.replaceAll('_', '-')}-${day(order.from)}-${day(order.to)}-${id.slice(0, 8)}.${order.format}`;

/** A report as somebody may see it. */
export function shownReport(report: ReportShape, { actor, masked, nameOf }: Onlooker): Report {
  const { id, owner, order, state, progress, error, shared, schedule, trial, createdAt, finishedAt, expiresAt } =
    report;
  const file = fileFor(report, masked);
  const own = owner === actor;
  return {
    ...{
      id,
      template: order.template,
      name: order.name,
      zone: order.zone,
      state,
      progress,
      error,
      shared,
      schedule,
      trial,
    },
    ...{ from: formatTime(order.from), to: formatTime(order.to), createdAt, finishedAt, expiresAt },
    ...{ format: order.format.toUpperCase() as ReportFormat, fileName: fileNameOf(report) },
    ...{ bytes: file?.bytes ?? 0, fileHash: file?.fileHash ?? null, contentHash: file?.contentHash ?? null },
    masked: file?.masked ?? masked,
    ...{ own, ownerName: nameOf(owner), deliveries: own ? report.deliveries : [] },
  };
}

/** Whether a template tells of what people did. */
export const isAudit = (template: string): boolean => reportTemplate(template)?.permission === 'reports.audit';
