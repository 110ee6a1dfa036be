import { type Rule, ruleDecider, type RuleEvent } from '@wireledger/domain';
import type { RecordedEvent } from '@wireledger/event-sourcing';

import type { Rule as DetectorRule } from '../rules/rule';
import { runnableRule } from './runnable-rule';

/** A published version that no detector can run, and why. */
export interface UnfitRule {
  readonly rule: string;
  readonly version: number;
  readonly reason: string;
}

/** The rules that judge, folded from the log. */
export class PublishedRules {
  private readonly rules = new Map<string, Rule>();
  /** What judges now: asked for at every page, and made anew, which takes milliseconds, only when a rule has changed. */
  private ready: readonly DetectorRule[] | null = null;

  constructor(private readonly onUnfit: (unfit: UnfitRule) => void) {}

  /** Folds an event; true when other versions judge from here on. */
  apply(event: RecordedEvent): boolean {
    const id = event.data.rule as string;
    const before = this.rules.get(id) ?? null;
    const fact = { type: event.type, version: event.meta.sv, data: event.data } as unknown as RuleEvent;
    const after = ruleDecider.evolve(before, fact);
    if (after) this.rules.set(id, after);
    this.ready = null;
    return (before?.published ?? null) !== (after?.published ?? null);
  }

  /** What judges now, in the order of ids. */
  runnable(): readonly DetectorRule[] {
    this.ready ??= [...this.rules.values()]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .flatMap((rule) => this.runnableVersion(rule) ?? []);
    return this.ready;
  }

  /** Name of a rule's version. */
  nameOf(id: string, version: number): string {
    return this.rules.get(id)?.versions[version - 1]?.name ?? id;
  }

  /** Parameters of a rule's version. */
  parametersOf(id: string, version: number) {
    return this.rules.get(id)?.versions[version - 1]?.parameters ?? {};
  }

  save(): unknown {
    return [...this.rules.values()];
  }

  load(saved: unknown): void {
    this.ready = null;
    // What was saved before rules had test cases has none.
    for (const rule of saved as Rule[])
      this.rules.set(rule.id, { ...rule, cases: rule.cases ?? [], tested: rule.tested ?? null });
  }

  private runnableVersion({ id, published, versions }: Rule): DetectorRule | null {
    const definition = published === null ? undefined : versions[published - 1];
    if (published === null || !definition) return null;
    try {
      return runnableRule(id, published, definition);
    } catch (error) {
      return this.unfit(id, published, (error as Error).message);
    }
  }

  private unfit(rule: string, version: number, reason: string): null {
    this.onUnfit({ rule, version, reason });
    return null;
  }
}
