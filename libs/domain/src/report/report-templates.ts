import type { Permission } from '@wireledger/access';

/** What a report can be about: its words, who may order it and how long a range it takes. What it tells is made where queries are answered. */
export interface ReportTemplate {
  readonly id: string;
  readonly title: string;
  /** A sentence. */
  readonly description: string;
  readonly permission: Extract<Permission, 'reports.write' | 'reports.audit'>;
  /** Longest range, days. */
  readonly mostDays: number;
}

const YEAR = 366;

/** Every template, in the order in which they are offered. */
export const REPORT_TEMPLATES = [
  {
    id: 'executive',
    title: 'Executive summary',
    description: 'The volume of traffic against the time before, alerts by severity, and what uses the network most.',
    ...{ permission: 'reports.write', mostDays: YEAR },
  },
  {
    id: 'soc_weekly',
    title: 'SOC weekly',
    description: 'Alerts by severity and verdict, times to acknowledge and to close, rules that fire most, techniques.',
    ...{ permission: 'reports.write', mostDays: 92 },
  },
  {
    id: 'traffic_capacity',
    title: 'Traffic capacity',
    description:
      'Traffic over time with its mean and its peak, by sensor and application, and the hosts that send most.',
    ...{ permission: 'reports.write', mostDays: YEAR },
  },
  {
    id: 'domain_hygiene',
    title: 'Domain hygiene',
    description: 'Names that were asked for most, that do not exist, that are new or look made up.',
    ...{ permission: 'reports.write', mostDays: 92 },
  },
  {
    id: 'audit_trail',
    title: 'Audit trail',
    description: 'What people did: by person, by operation and by result, every refusal, and the acts themselves.',
    ...{ permission: 'reports.audit', mostDays: YEAR },
  },
  {
    id: 'compliance',
    title: 'Compliance evidence',
    description:
      'Who could do what at the end of the range, what is kept for how long and what went, and the integrity of the log.',
    ...{ permission: 'reports.audit', mostDays: YEAR },
  },
] as const satisfies readonly ReportTemplate[];

export type ReportTemplateId = (typeof REPORT_TEMPLATES)[number]['id'];

/** The template of an id; null = there is none. */
export const reportTemplate = (id: string): ReportTemplate | null =>
  REPORT_TEMPLATES.find((template) => template.id === id) ?? null;
