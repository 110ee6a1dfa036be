import { facetsOf, isAsked } from '../records/facets';
import type { AnyRecord, JudgedKind } from '../records/records';
import type { RuleRunner } from './rule-runner';

/** Rules by the facets of a record, in their order; found when such a record comes first. */
type ByFacets = Map<number, readonly RuleRunner[]>;

/** Stands for every port that no rule names. */
const OTHER_PORT = -1;

/** Gives records of one kind to the rules that read it. A rule is only shown the flow records that it asks for. */
export class Routes {
  private readonly byPort = new Map<number, ByFacets>();
  private readonly onOtherPorts: ByFacets = new Map();
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
    const flows = kind === 'flow' ? runners.flatMap((runner) => runner.flows) : [];
    this.asked = flows.reduce((asked, { facets }) => asked | facets, 0);
    for (const { on = [], notOn = [] } of flows) for (const port of [...on, ...notOn]) this.byPort.set(port, new Map());
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
      let before: RuleRunner | null = null;
      for (const runner of shown) {
        runner.judgeNext(record, before);
        before = runner;
      }
      return;
    }
    this.at = at;
    if (this.late.length > 0) this.late = [];
    let next = 0;
    for (const runner of this.runners) {
      const isShown = shown[next] === runner;
      if (runner.judge(record, at, isShown, shown[next - 1] ?? null)) this.late.push(runner);
      if (isShown) next++;
    }
  }

  private shown(record: AnyRecord): readonly RuleRunner[] {
    const { asked } = this;
    if (asked === 0 || record.fact !== 'flow') return this.runners;
    const facets = facetsOf(record) & asked;
    const { dstPort } = record;
    const named = this.byPort.get(dstPort);
    const byFacets = named ?? this.onOtherPorts;
    let shown = byFacets.get(facets);
    if (!shown) {
      const port = named ? dstPort : OTHER_PORT;
      shown = this.runners.filter(({ flows }) => isAsked(flows, facets, port));
      byFacets.set(facets, shown);
    }
    return shown;
  }
}
