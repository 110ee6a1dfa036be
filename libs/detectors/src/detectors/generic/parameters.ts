import { KIND_WORDS } from '@wireledger/filter';
import { z } from 'zod';
import type { Severity } from '../../detector';
import { filterProblem, recordFilter, severity, windowS } from '../../parameters';
import { MAX_DISTINCT } from '../../state/tally';
import { RULE_KINDS, type RuleKind } from './kinds';
import { GROUP_FIELDS, groupFields, isSum, MEASURES, measuresOf } from './measures';
import { DAYS, isZone } from './schedule';

/** Greatest sum; counts and distinct values are told apart up to {@link MAX_DISTINCT}. */
const MOST_SUM = 1e15;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

const schedule = z
  .strictObject({
    days: z.array(z.enum(DAYS)).max(7).default([]).describe('days that count; none = every day'),
    from: z.string().regex(TIME, 'write HH:MM').default('00:00').describe('from this time of day on, HH:MM'),
    to: z
      .string()
      .regex(TIME, 'write HH:MM')
      .default('00:00')
      .describe('up to this one; the same as from = the whole day'),
    zone: z
      .string()
      .max(60)
      .refine(isZone, 'no time zone of that name is known; write one such as Europe/Berlin')
      .default('UTC')
      .describe('time zone that days and times are meant in'),
  })
  .prefault({});

/** What can be chosen of each kind, for forms: by the value of the parameter that names the kind. */
const choicesOf = (of: (kind: RuleKind) => readonly string[]) =>
  Object.fromEntries(RULE_KINDS.map((kind) => [kind, of(kind)]));
const unknownChoice = (what: string) => ({
  error: `Invalid option: there is no such ${what}; docs/detectors.md names those of each kind of records`,
});

const then = z
  .strictObject({
    kind: z
      .enum(['same', ...RULE_KINDS])
      .default('same')
      .describe('kind of records that the second step is about; same = as the first'),
    measure: z
      .enum(['none', ...MEASURES], unknownChoice('measure'))
      .default('none')
      .meta({
        description: 'what is measured of a second step that must come after the first; none = there is none',
        kindBy: 'then.kind',
        choicesOf: choicesOf((kind) => ['none', ...measuresOf(kind)]),
      }),
    when: recordFilter('which records count for it', 'then.kind').default(''),
    except: recordFilter('which of these do not count', 'then.kind').default(''),
    threshold: z.number().positive().max(MOST_SUM).default(1).describe('at least, within a window of the same length'),
    withinS: z
      .number()
      .positive()
      .max(86_400)
      .default(600)
      .describe('reached at most so long after the first step was, seconds'),
  })
  .prefault({});

const level = (of: Severity) =>
  z.number().min(0).max(MOST_SUM).default(0).describe(`${of} from this value on; 0 = never`);

/** What a generic rule says. */
export const parameters = z
  .strictObject({
    kind: z.enum(RULE_KINDS).default('flow').describe('kind of records that the rule is about'),
    when: recordFilter('which of them count, in the filter language; nothing = every one', 'kind').default(''),
    except: recordFilter('which of these do not count', 'kind').default(''),
    measure: z.enum(MEASURES, unknownChoice('measure')).meta({
      ...{ description: 'what is measured of them', kindBy: 'kind', choicesOf: choicesOf(measuresOf) },
    }),
    by: z
      .array(z.enum(GROUP_FIELDS, unknownChoice('field to group by')))
      .max(4)
      .default([])
      .meta({
        description: 'measured apart for each value of these fields',
        kindBy: 'kind',
        choicesOf: choicesOf(groupFields),
      }),
    windowS,
    compare: z
      .enum(['number', 'times', 'z'])
      .default('number')
      .describe(
        'the threshold is a number, a multiple of the median of earlier windows, or a robust z over them (log, median and MAD)',
      ),
    threshold: z.number().positive().max(MOST_SUM).describe('at least'),
    least: z.number().min(0).max(MOST_SUM).default(0).describe('times and z: the measure itself, at least'),
    baseline: z.number().int().min(3).max(1000).default(12).describe('times and z: windows before the first judgement'),
    memory: z.number().int().min(3).max(10_000).default(288).describe('times and z: earlier windows remembered'),
    severity,
    levels: z.strictObject({ medium: level('medium'), high: level('high'), critical: level('critical') }).prefault({}),
    schedule,
    then,
  })
  .superRefine((given, context) => {
    const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (new Set(given.by).size < given.by.length) refuse(['by'], 'a field is named twice');
    const { then: second } = given;
    const isSequence = second.measure !== 'none';
    assertOfKind(given, refuse);
    if (given.compare === 'number') {
      const most = (path: string[], measure: string, value: number) => {
        if (!isSum(measure) && value > MAX_DISTINCT)
          refuse(path, `records and values are told apart up to ${MAX_DISTINCT}; measure a sum, or a shorter window`);
      };
      most(['threshold'], given.measure, given.threshold);
      if (isSequence) most(['then', 'threshold'], second.measure, second.threshold);
      const last = isSequence ? second.measure : given.measure;
      for (const [name, value] of Object.entries(given.levels)) most(['levels', name], last, value);
      return;
    }
    if (isSequence) refuse(['then', 'measure'], 'a second step comes after a number; set compare to number');
    if (!Number.isInteger(given.windowS) || given.windowS > 3600)
      refuse(['windowS'], 'against a baseline: whole seconds, at most 3600');
    if (given.memory < given.baseline) refuse(['memory'], 'at least as many as the baseline');
  });
export type Parameters = z.infer<typeof parameters>;

/** Kind of the first step, and of the second. */
export const firstKind = ({ kind }: Pick<Parameters, 'kind'>): RuleKind => kind;
export const secondKind = ({ kind, then }: Steps): RuleKind => (then.kind === 'same' ? kind : then.kind);
/** Kinds of records that a rule reads; its time is made of no others. */
export const kindsOf = (p: Parameters): readonly RuleKind[] => (isSequence(p) ? stepKinds(p) : [p.kind]);

interface Steps {
  readonly kind: RuleKind;
  readonly then: { readonly kind: 'same' | RuleKind; readonly measure: string };
}
const stepKinds = (steps: Steps): readonly RuleKind[] => [...new Set([steps.kind, secondKind(steps)])];

type Refuse = (path: string[], message: string) => void;
interface Chosen extends Steps {
  readonly when: string;
  readonly except: string;
  readonly measure: string;
  readonly by: readonly string[];
  readonly then: Steps['then'] & { readonly when: string; readonly except: string };
}

/** Expressions, measures and fields are those of the kinds that were chosen; what a sequence groups by, both kinds have. */
function assertOfKind(given: Chosen, refuse: Refuse): void {
  const { kind, then } = given;
  const second = secondKind(given);
  assertFilter(['when'], given.when, kind, refuse);
  assertFilter(['except'], given.except, kind, refuse);
  assertFilter(['then', 'when'], then.when, second, refuse);
  assertFilter(['then', 'except'], then.except, second, refuse);
  const assertMeasure = (path: string[], measure: string, of: RuleKind) => {
    if (!measuresOf(of).includes(measure))
      refuse(path, `\`${measure}\` is not measured of ${KIND_WORDS[of]}; ${mendOf(of)}`);
  };
  assertMeasure(['measure'], given.measure, kind);
  const isSequence = then.measure !== 'none';
  if (isSequence) assertMeasure(['then', 'measure'], then.measure, second);
  for (const of of isSequence ? stepKinds(given) : [kind])
    for (const field of given.by)
      if (!groupFields(of).includes(field))
        refuse(['by'], `${KIND_WORDS[of]} are not grouped by \`${field}\`; they are by ${groupFields(of).join(', ')}`);
}

const mendOf = (kind: RuleKind): string => `write one of ${measuresOf(kind).join(', ')}`;

function assertFilter(path: string[], text: string, kind: RuleKind, refuse: Refuse): void {
  const problem = filterProblem(text, kind);
  if (problem !== null) refuse(path, problem);
}

/** A rule with a second step. */
export const isSequence = ({ then: { measure } }: Parameters): boolean => measure !== 'none';

/** Levels in force, the gravest first. */
export const levelsOf = ({ levels }: Parameters): readonly (readonly [Severity, number])[] =>
  (['critical', 'high', 'medium'] as const).flatMap((name) =>
    levels[name] > 0 ? [[name, levels[name]] as const] : [],
  );
