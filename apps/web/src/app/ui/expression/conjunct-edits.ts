import { conjunctsOf, explainFilter, formatConjunct, joinConjuncts, negated, parseFilter } from '@wireledger/filter';

/** An expression in force, and conjuncts of it that are set aside for now; both may be ''. */
export interface Asked {
  readonly on: string;
  readonly off: string;
}

/** One conjunct of an expression. */
export interface Conjunct {
  /** In its written form. */
  readonly text: string;
  /** In plain words. */
  readonly told: string;
  /** In force, and not set aside. */
  readonly on: boolean;
  /** Where it stands in the expression. */
  readonly start: number;
  readonly end: number;
}

function cut(text: string, on: boolean): readonly Conjunct[] {
  const parsed = parseFilter(text, 'flow');
  if (!parsed.ok) return [];
  return conjunctsOf(parsed.expression).map((part) => ({
    ...{ text: formatConjunct(part), told: explainFilter(part), on, start: part.start, end: part.end },
  }));
}

/** Conjuncts in force, then those that are set aside. Of a text that cannot be read here there are none. */
export const conjunctsIn = ({ on, off }: Asked): readonly Conjunct[] => [...cut(on, true), ...cut(off, false)];

/** What is asked once one conjunct is changed. */
export function changed(all: readonly Conjunct[], one: Conjunct, act: 'remove' | 'negate' | 'turn'): Asked {
  const next = all.flatMap((each) => {
    if (each !== one) return [each];
    if (act === 'remove') return [];
    return [act === 'turn' ? { ...each, on: !each.on } : { ...each, text: opposite(each.text) }];
  });
  const joined = (on: boolean): string => joinConjuncts(next.filter((each) => each.on === on).map(({ text }) => text));
  return { on: joined(true), off: joined(false) };
}

function opposite(text: string): string {
  const parsed = parseFilter(text, 'flow');
  return parsed.ok ? formatConjunct(negated(parsed.expression)) : text;
}
