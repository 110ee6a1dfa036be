import { strictJson } from '@wireledger/kernel';
import { z } from 'zod';

import { DETECTORS } from '../detectors';
import { rule, type Rule } from './rule';

/** A version of a rule as text: what the console's text mode shows and `wireledger detect --rule` reads. */
export const writtenRule = z.strictObject({
  name: z.string().trim().min(1).max(300),
  /** Id of a detector. */
  detector: z.string().min(1).max(100),
  /** MITRE ATT&CK: T1046, T1071.004. */
  technique: z
    .string()
    .regex(/^T\d{4}(\.\d{3})?$/, 'write T1046 or T1071.004')
    .nullish(),
  description: z.string().max(4000).default(''),
  /** Packet time without a finding after which an alert is over, s. */
  cooldownSeconds: z.number().int().nonnegative().max(31_536_000).optional(),
  parameters: z.record(z.string(), z.unknown()),
  /** Test cases, as an exported rule has them; they are for whoever imports it, and change nothing in how it judges. */
  cases: z.array(z.unknown()).max(50).optional(),
});
export type WrittenRule = z.infer<typeof writtenRule>;

const placeOf = (path: readonly PropertyKey[]): string => (path.length === 0 ? 'the rule' : path.map(String).join('.'));

/** One mistake after the other, each with its place. */
export const mistakesOf = (error: z.ZodError, within: readonly string[] = []): string =>
  error.issues.map(({ path, message }) => `${placeOf([...within, ...path])}: ${message}`).join('; ');

/** A written rule as one that runs, version 1. @throws RangeError naming each place and what it wants */
export function readRule(id: string, text: string): Rule {
  const read = writtenRule.safeParse(strictJson(text));
  if (!read.success) throw new RangeError(mistakesOf(read.error));
  const { name: title, detector: of, cooldownSeconds, parameters } = read.data;
  const detector = DETECTORS.find((known) => known.id === of);
  if (!detector)
    throw new RangeError(
      `detector: there is none called ${of}. There are: ${DETECTORS.map((one) => one.id).join(', ')}`,
    );
  const checked = (detector.parameters as z.ZodType).safeParse(parameters);
  if (!checked.success) throw new RangeError(mistakesOf(checked.error, ['parameters']));
  const cooldown = cooldownSeconds === undefined ? {} : { cooldownS: cooldownSeconds };
  return rule({ id, title, detector, parameters: parameters as never, ...cooldown });
}
