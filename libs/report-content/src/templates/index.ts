import type { ReportTemplateId } from '@wireledger/domain';

import type { ReportPart } from '../report-source';
import { alertsBySeverity, techniques, times, topRules, verdicts } from './alert-parts';
import { activity, refusals, trail } from './audit-parts';
import { access, grants, integrity, retention, safeguards } from './compliance-parts';
import { encryption, fresh, madeUp, missing, mostAsked } from './domain-parts';
import { applications, hosts, peaks, split, volume } from './traffic-parts';

/** What each template tells, part by part. */
export const TEMPLATE_PARTS: Readonly<Record<ReportTemplateId, readonly ReportPart[]>> = {
  executive: [volume, alertsBySeverity, topRules, applications, hosts],
  soc_weekly: [alertsBySeverity, verdicts, times, topRules, techniques],
  traffic_capacity: [volume, peaks, split, hosts],
  domain_hygiene: [mostAsked, missing, fresh, madeUp, encryption],
  audit_trail: [activity, refusals, trail],
  compliance: [access, grants, retention, safeguards, integrity],
};
