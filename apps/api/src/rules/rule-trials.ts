import { setImmediate as turn } from 'node:timers/promises';

import { runnableRule } from '@wireledger/detectors/published';
import { tryCase } from '@wireledger/detectors/replay';
import { type Rule, ruleStream } from '@wireledger/domain';
import type { EventLog } from '@wireledger/event-sourcing';
import type { RuleCaseKept, RuleCaseResult } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';

export type KeptCase = Parameters<typeof RuleCaseKept.create>[0];

/** Events of a rule at a time; a test case has up to 256 KiB. */
const PAGE = 50;

/** Runs versions of rules over their test cases, from the log alone; nothing is written. */
export class RuleTrials {
  constructor(private readonly log: Pick<EventLog, 'readStream'>) {}

  /** What a version makes of each test case, in their order; none where there is no case. @throws DomainError BAD_USER_INPUT when it cannot run any more */
  async results(rule: Rule, version: number): Promise<RuleCaseResult[]> {
    const definition = rule.versions[version - 1];
    if (rule.cases.length === 0 || !definition) return [];
    const runnable = runnableOf(rule.id, version, definition);
    const results: RuleCaseResult[] = [];
    for await (const kept of this.cases(rule)) {
      results.push(tryCase(runnable, kept));
      // A case has up to a thousand records; others have their turn between two.
      await turn();
    }
    return results;
  }

  /** The test cases that there are, with their records, oldest first. */
  async *cases({ id, cases }: Pick<Rule, 'id' | 'cases'>): AsyncGenerator<KeptCase> {
    const wanted = new Map(cases.map((one) => [one.id, one]));
    for (let after: bigint | undefined; wanted.size > 0;) {
      const page = await this.log.readStream({
        stream: ruleStream(id),
        ...(after === undefined ? {} : { after }),
        limit: PAGE,
      });
      for (const { type, data } of page.events) {
        const kept = data as unknown as KeptCase;
        // An id may have been used before by one that was taken out.
        if (type !== 'domain.RuleCaseKept' || wanted.get(kept.case)?.at !== kept.at) continue;
        wanted.delete(kept.case);
        yield kept;
      }
      after = page.events.at(-1)?.revision;
      if (page.end || after === undefined) return;
    }
  }
}

function runnableOf(id: string, version: number, definition: Rule['versions'][number]) {
  try {
    return runnableRule(id, version, definition);
  } catch (error) {
    throw new DomainError(
      'BAD_USER_INPUT',
      `Version ${version} cannot run: ${(error as Error).message}. Write a new version.`,
    );
  }
}
