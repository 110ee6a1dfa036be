import type { z } from 'zod';
import type { AnyDetector, Detector, Severity } from '../detector';
import type { JudgedKind } from '../records/records';

/** A detector with parameters under a name: what people publish, change and disable. */
export interface Rule {
  /** Stable, kebab case. */
  readonly id: string;
  /** Counts up with every change; part of each alert's id. */
  readonly version: number;
  readonly title: string;
  readonly detector: AnyDetector;
  /** As `detector.parameters` accepts them, defaults filled in. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Packet time without a finding after which an episode is over, seconds. */
  readonly cooldownS: number;
}

/** A rule before its parameters were checked. */
interface RuleDraft<D extends AnyDetector> {
  readonly id: string;
  readonly version?: number;
  readonly title: string;
  readonly detector: D;
  readonly parameters: D extends Detector<infer P, infer _C, infer _S> ? P : never;
  readonly cooldownS?: number;
}

const SHORTEST_COOLDOWN_S = 600;
const US = 1_000_000;

/**
 * Checks the parameters and fills in the rest. An episode outlives the window that it began with, so that no record begins two.
 * @throws z.ZodError when the parameters are not what the detector takes, RangeError when the cooldown is shorter than its window
 */
export function rule<D extends AnyDetector>(draft: RuleDraft<D>): Rule {
  const { id, version = 1, title, detector } = draft;
  const parameters = (detector.parameters as z.ZodType<Record<string, unknown>>).parse(draft.parameters);
  const windowS = (detector.windowUs as (p: unknown) => number)(parameters) / US;
  const cooldownS = draft.cooldownS ?? Math.max(SHORTEST_COOLDOWN_S, windowS);
  if (!(cooldownS >= windowS)) throw new RangeError(`rule ${id}: a cooldown of ${cooldownS} s is below its window`);
  return { id, version, title, detector, parameters, cooldownS };
}

/** Kinds of records that a rule reads: its time is made of no others. */
export const kindsReadBy = ({ detector, parameters }: Pick<Rule, 'detector' | 'parameters'>): readonly JudgedKind[] =>
  detector.readsOf?.(parameters) ?? detector.reads;

/** Severity that a rule's alerts have when nothing raises it. */
export const severityOf = ({ parameters }: Rule): Severity => parameters['severity'] as Severity;
