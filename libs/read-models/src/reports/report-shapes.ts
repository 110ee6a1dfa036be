import type { Scope } from '@wireledger/access';
import type { ReportFile, ReportFormat, ReportOrder } from '@wireledger/events';

export type ReportState = 'waiting' | 'running' | 'done' | 'failed';

/** What became of the message to one recipient. */
export interface ReportDeliveryShape {
  readonly recipient: string;
  readonly state: 'waiting' | 'sent' | 'failed';
  readonly error: string | null;
  /** RFC 3339; null before it was tried. */
  readonly at: string | null;
  /** How often a worker set out to send it; absent before the first. */
  readonly begun?: number;
}

/** A report as it is kept. Times of its range in µs since 1970 UTC, others RFC 3339. */
export interface ReportShape {
  readonly id: string;
  readonly owner: string;
  readonly order: ReportOrder;
  /** Forced filter of who ordered it: it holds nothing that lies outside. null = none. */
  readonly scope: Scope | null;
  readonly shared: boolean;
  readonly schedule: string | null;
  /** Somebody tries the schedule out. */
  readonly trial: boolean;
  readonly state: ReportState;
  /** Share of its parts that are made, 0 to 1. */
  readonly progress: number;
  readonly error: string | null;
  /** None until it is done; that with everything masked, and that in clear where its owner saw everything. */
  readonly files: readonly ReportFile[];
  readonly deliveries: readonly ReportDeliveryShape[];
  readonly createdAt: string;
  readonly finishedAt: string | null;
  /** When something of it changed last, ms since 1970 UTC by the clock of the database. */
  readonly touchedAt: number;
  /** When it is removed. */
  readonly expiresAt: string;
}

/** A report to be made. */
export interface NewReport {
  readonly id: string;
  readonly owner: string;
  readonly order: ReportOrder;
  readonly scope: Scope | null;
  /** Its owner sees traffic in clear when he orders it. */
  readonly clear: boolean;
  /** Until when he was shown everything while a masking mode is on, ms since 1970 UTC; null = that is not why. */
  readonly leaveUntil: number | null;
  readonly shared: boolean;
  readonly schedule: string | null;
  /** Somebody tries the schedule out; absent: it is meant. */
  readonly trial?: boolean;
  readonly recipients: readonly string[];
}

/** What a worker needs to know to make one. */
export interface ClaimedReport extends Pick<NewReport, 'id' | 'owner' | 'order' | 'scope' | 'clear' | 'leaveUntil'> {
  readonly claim: string;
  readonly trial: boolean;
  readonly recipients: readonly string[];
}

/** A file as it is written: what it is, and its bytes. */
export interface WrittenReport extends ReportFile {
  readonly body: Buffer;
}

/** Limits of reports. */
export const REPORT_LIMITS = {
  /** Unfinished ones of one person. */
  active: 3,
  /** All of one person; a further one takes the place of his oldest that is finished. */
  kept: 100,
  /** All of everybody, by the same rule. */
  all: 2000,
  /** Of one file. */
  bytes: 16 * 1024 * 1024,
  days: 90,
} as const;

export const REPORT_TYPES: Readonly<Record<ReportFormat, string>> = {
  pdf: 'application/pdf',
  csv: 'text/csv; charset=utf-8',
};
