/** Answers of the queries about alerts, exactly as `docs/schema.graphql` has them: times RFC 3339. */

export interface MeasureShape {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly threshold: number;
}

export interface NamedNumberShape {
  readonly name: string;
  readonly value: number;
}

export interface NamedTextShape {
  readonly name: string;
  readonly value: string;
}

export interface AlertActShape {
  readonly action: string;
  /** `user:<id>`, `token:<id>`, `system:<process>`. */
  readonly by: string;
  readonly at: string;
  readonly command: string;
}

export interface AlertStateShape {
  readonly id: string;
  readonly status: string;
  readonly assignee: string | null;
  readonly snoozedUntil: string | null;
  readonly escalated: boolean;
  readonly closeReason: string | null;
  readonly mergedInto: string | null;
  readonly version: number;
  readonly lastAct: AlertActShape | null;
}

export interface AlertShape {
  readonly id: string;
  readonly severity: string;
  readonly kind: string;
  readonly title: string;
  readonly rule: string;
  readonly ruleVersion: number;
  readonly technique: string | null;
  readonly sensor: string;
  readonly entity: string;
  readonly src: string | null;
  readonly dst: string | null;
  readonly dport: number | null;
  readonly sources: number;
  readonly targets: number;
  readonly first: string;
  readonly last: string;
  readonly firedAt: string;
  readonly raisedAt: string;
  readonly summary: string;
  readonly findings: number;
  readonly late: boolean;
  /** Raised by looking back: what was observed before a list knew it. */
  readonly retro: boolean;
  readonly state: AlertStateShape;
}

export interface AlertGroupShape {
  readonly key: string;
  readonly count: number;
  readonly severity: string;
  readonly first: string;
  readonly last: string;
  /** The gravest of the group, of these the newest. */
  readonly alert: AlertShape;
  /** Ids and versions of what the group holds, gravest and newest first, at most 100. */
  readonly members: readonly { readonly id: string; readonly version: number }[];
}

export interface AlertActivityShape {
  readonly position: string;
  readonly action: string;
  readonly by: string | null;
  readonly at: string;
  /** What was said: a reason, a note. */
  readonly text: string | null;
  /** What it was about: an assignee, a time, a reason of closing, an alert. */
  readonly about: string | null;
  /** Taken back later. */
  readonly undone: boolean;
}

export interface AlertEvidenceShape {
  /** Record id `event#n`. */
  readonly id: string;
  readonly position: string;
  readonly hash: string;
  readonly kind: string;
  readonly time: string;
  readonly src: string;
  readonly srcPort: number | null;
  readonly dst: string;
  readonly dstPort: number | null;
  readonly proto: string;
  /** State of a flow, response code of a lookup. */
  readonly outcome: string | null;
  /** Name asked for, null for other kinds. */
  readonly name: string | null;
  readonly packets: number | null;
  readonly bytes: number | null;
}

export interface AlertDetailShape {
  readonly alert: AlertShape;
  readonly detector: string;
  readonly detectorVersion: number;
  readonly parameters: readonly NamedTextShape[];
  readonly measure: MeasureShape | null;
  readonly windowFrom: string | null;
  readonly windowTo: string | null;
  readonly baseline: readonly NamedNumberShape[];
  readonly condition: string;
  readonly ruleEnabledAt: string | null;
  readonly ruleEnabledBy: string | null;
  readonly evidence: readonly AlertEvidenceShape[];
  readonly evidenceKept: number;
  readonly evidenceLeft: number;
  readonly activity: readonly AlertActivityShape[];
  readonly similar: readonly AlertShape[];
}

export interface AlertCountsShape {
  readonly inbox: number;
  readonly mine: number;
  readonly escalated: number;
  readonly snoozed: number;
  readonly suppressed: number;
  readonly closed: number;
  readonly all: number;
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  readonly info: number;
  readonly oldestGravest: string | null;
  readonly closedLastHour: number;
}

export interface RuleShape {
  readonly id: string;
  readonly name: string;
  readonly set: string;
  readonly kind: string;
  readonly detector: string;
  readonly severity: string;
  readonly technique: string | null;
  readonly description: string;
  readonly parameters: readonly NamedTextShape[];
  readonly cooldownSeconds: number;
  readonly state: string;
  readonly version: number;
  readonly latestVersion: number;
  readonly revision: number;
  readonly changedBy: string;
  readonly changedAt: string;
  /** Test cases. */
  readonly cases: number;
  /** The newest run over them; null before the first. */
  readonly tested: RuleTestedShape | null;
}

/** How a version did when it was run over the test cases. */
export interface RuleTestedShape {
  readonly version: number;
  readonly passed: number;
  readonly failed: number;
  /** Could not be tried on records alone. */
  readonly unfit: number;
  /** RFC 3339. */
  readonly at: string;
}
