import type { RuleShape } from '../alerts/alert-shapes';

/** What a version of a rule says. People are known by id. */
export interface RuleVersionShape {
  readonly version: number;
  readonly writtenBy: string;
  /** RFC 3339. */
  readonly writtenAt: string;
  readonly name: string;
  readonly severity: string;
  readonly technique: string | null;
  readonly description: string;
  readonly cooldownSeconds: number;
  /** JSON object, as the detector names them. */
  readonly parameters: string;
}

/** Something that was done to a rule. */
export interface RuleChangeShape {
  readonly position: string;
  /** drafted, tested, published, disabled, caseKept, caseDropped */
  readonly action: string;
  /** The version that it was about; of a test case the one that judged then, else the newest. */
  readonly version: number;
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
  readonly reason: string | null;
}

/** Kept records with what the rule must do with them, and what became of them when it was tested last. */
export interface RuleCaseShape {
  readonly id: string;
  readonly name: string;
  /** alert, silence */
  readonly expects: string;
  readonly alert: string | null;
  readonly records: number;
  readonly keptBy: string;
  /** RFC 3339. */
  readonly keptAt: string;
  /** passed, failed, unfit; null while no version was tried on it. */
  readonly outcome: string | null;
  /** Alerts that were raised; null where it was not tried. */
  readonly raised: number | null;
}

/** A rule with what it said before, and what was done to it. */
export interface RuleDetailShape {
  readonly rule: RuleShape;
  /** Newest first, at most 200. */
  readonly versions: readonly RuleVersionShape[];
  /** Newest first, at most 200. */
  readonly changes: readonly RuleChangeShape[];
  /** Oldest first. */
  readonly cases: readonly RuleCaseShape[];
}

/** How often a rule has fired in a range, and what people made of it. */
export interface RuleHitsShape {
  readonly rule: string;
  /** Alerts in each twelfth of the range. */
  readonly bars: readonly number[];
  readonly total: number;
  readonly truePositives: number;
  /** Closed as false positive or benign. */
  readonly falsePositives: number;
}
