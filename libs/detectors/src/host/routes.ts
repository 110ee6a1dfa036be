import { facetsOf } from '../records/facets';
import type { AnyRecord, JudgedKind } from '../records/records';
import type { RuleRunner } from './rule-runner';

/** Gives records of one kind to the rules that read it. A rule is only shown those that have the facets which it asks for. */
export class Routes {
  /** Rules by the facets of a record, in their order; found when such a record comes first. */
  private readonly byFacets = new Map<number, readonly RuleRunner[]>();
  /** All facets that some rule asks for: others tell nobody apart. 0: each rule is shown each record. */
  private readonly asked: number;
  /** Virtual time of the record before; NaN when others may have come since. */
  private at = NaN;
  /** Rules that the record before was late for. */
  private late: RuleRunner[] = [];

  constructor(
    kind: JudgedKind,
    private readonly runners: readonly RuleRunner[],
  ) {
    this.asked = kind === 'flow' ? runners.reduce((asked, { facets }) => asked | facets, 0) : 0;
  }

  /** A batch begins. Records of other kinds may have moved the time of rules since the last one. */
  begin(): void {
    this.at = NaN;
  }

  judge(record: AnyRecord): void {
    const { at } = record;
    const shown = this.shown(record);
    // Most records are of the same second as the one before them: for no rule does time move on, nor is one late that the other was not.
    if (at === this.at) {
      for (const runner of this.late) runner.late++;
      for (const runner of shown) runner.judgeNext(record);
      return;
    }
    this.at = at;
    if (this.late.length > 0) this.late = [];
    let next = 0;
    for (const runner of this.runners) {
      const isShown = shown[next] === runner;
      if (isShown) next++;
      if (runner.judge(record, at, isShown)) this.late.push(runner);
    }
  }

  private shown(record: AnyRecord): readonly RuleRunner[] {
    const { asked } = this;
    if (asked === 0 || record.fact !== 'flow') return this.runners;
    const facets = facetsOf(record) & asked;
    let shown = this.byFacets.get(facets);
    if (!shown) {
      shown = this.runners.filter((runner) => (runner.facets & ~facets) === 0);
      this.byFacets.set(facets, shown);
    }
    return shown;
  }
}
