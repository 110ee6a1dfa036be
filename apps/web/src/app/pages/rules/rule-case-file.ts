import type { Gateway } from '../../core/api/gateway';
import { KeepRuleCase, RuleCaseFile, type RuleFields } from '../../graphql/generated/operations';

/** A test case as the file of a rule holds it; the server looks at its records. */
export interface WrittenCase {
  readonly name: string;
  readonly expects: 'alert' | 'silence';
  readonly scope: unknown;
  readonly records: unknown;
}

/** The text of a rule with its test cases, where it has some. @throws ApiError to whoever does not see all traffic in clear */
export async function withCases(gateway: Gateway, { id, cases }: RuleFields, text: string): Promise<string> {
  if (cases === 0) return text;
  const { ruleCaseFile } = await gateway.run(RuleCaseFile, { id });
  return JSON.stringify({ ...(JSON.parse(text) as object), cases: JSON.parse(ruleCaseFile) as unknown }, null, 2);
}

/** The text of a rule without its test cases, and these. @throws RangeError naming the one that is wrong */
export function splitCases(text: string): { readonly text: string; readonly cases: readonly WrittenCase[] } {
  const { cases = [], ...rule } = JSON.parse(text) as { readonly cases?: unknown };
  if (!Array.isArray(cases)) throw new RangeError('“cases”: a list.');
  for (const [n, given] of (cases as unknown[]).entries()) {
    const { name, expects, scope, records } = (given ?? {}) as Partial<WrittenCase>;
    const fits = typeof name === 'string' && (expects === 'alert' || expects === 'silence');
    if (!fits || typeof scope !== 'object' || !Array.isArray(records))
      throw new RangeError(
        `“cases”: number ${n + 1} needs “name”, “expects” (alert or silence), “scope” and “records”.`,
      );
  }
  return { text: JSON.stringify(rule), cases: cases as readonly WrittenCase[] };
}

/** A rule as it was written, and where that stands in the log. */
interface Written {
  readonly position: string;
  readonly entity: RuleFields;
}

/**
 * Keeps test cases with a rule that was just written, one by one; answers the rule as it is then. `left` hears before each on which revision to go on, and
 * what is left to keep, where that one is refused.
 */
export async function keepCases(
  gateway: Gateway,
  written: Written,
  cases: readonly WrittenCase[],
  left: (at: { readonly seen: number; readonly cases: readonly WrittenCase[] }) => void,
): Promise<Written> {
  let last = written;
  for (const [n, { name, expects, scope, records }] of cases.entries()) {
    const { id, revision: seen } = last.entity;
    left({ seen, cases: cases.slice(n) });
    const order = { id, seen, key: crypto.randomUUID(), name, expects };
    const { done } = await gateway.run(KeepRuleCase, { ...order, records: JSON.stringify({ scope, records }) });
    last = done;
  }
  return last;
}
