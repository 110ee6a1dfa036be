import { z } from 'zod';
import type { Severity } from '../../detector';
import { flowFilter, severity, windowS } from '../../parameters';
import { MAX_DISTINCT } from '../../state/tally';
import { GROUP_FIELDS, MEASURES } from './measures';
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

const then = z
  .strictObject({
    measure: z
      .enum(['none', ...MEASURES])
      .default('none')
      .describe('what is measured of a second step that must come after the first; none = there is none'),
    when: flowFilter('which flows count for it').default(''),
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
    when: flowFilter('which flows count, in the filter language; nothing = every flow').default(''),
    except: flowFilter('which of these do not count').default(''),
    measure: z.enum(MEASURES).describe('what is measured of them'),
    by: z.array(z.enum(GROUP_FIELDS)).max(4).default([]).describe('measured apart for each value of these fields'),
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
    if (given.compare === 'number') {
      const most = (path: string[], measure: string, value: number) => {
        if (!measure.startsWith('sum of ') && value > MAX_DISTINCT)
          refuse(path, `flows and values are told apart up to ${MAX_DISTINCT}; measure a sum, or a shorter window`);
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

/** A rule with a second step. */
export const isSequence = ({ then: { measure } }: Parameters): boolean => measure !== 'none';

/** Levels in force, the gravest first. */
export const levelsOf = ({ levels }: Parameters): readonly (readonly [Severity, number])[] =>
  (['critical', 'high', 'medium'] as const).flatMap((name) =>
    levels[name] > 0 ? [[name, levels[name]] as const] : [],
  );
