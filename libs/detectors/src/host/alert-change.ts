import type { AlertKind, Description, Measure, Severity } from '../detector';

/** Something that happened to an alert, for whoever keeps alerts. The alert as it is now stands in it whole. */
export interface AlertChange extends Description {
  /** `raised` at the crossing record; `recurred` when it has grown to `step` or become worse; `ended` after the cooldown, with the last numbers. */
  readonly change: 'raised' | 'recurred' | 'ended';
  readonly id: string;
  readonly kind: AlertKind;
  readonly rule: string;
  readonly version: number;
  readonly detector: string;
  readonly detectorVersion: number;
  readonly measure: Measure;
  /** Key of the detector's state: who is accused, in the detector's own terms. */
  readonly entity: string;
  readonly severity: Severity;
  /** Power of ten that was crossed, 0 when none was. */
  readonly step: number;
  /** Start of the episode, µs. */
  readonly start: number;
  readonly late: boolean;
}
