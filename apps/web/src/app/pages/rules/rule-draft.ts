import { FILTER_KINDS, type FilterKind } from '@wireledger/filter';
import { strictJson } from '@wireledger/kernel';

import { readExpression } from '../../ui/expression/reading';
import type { DetectorsResult, RulePageResult } from '../../graphql/generated/operations';

export type RuleDetector = DetectorsResult['detectors'][number];
export type DetectorField = RuleDetector['fields'][number];
export type RuleVersion = NonNullable<RulePageResult['rule']>['versions'][number];

/** A version as it is being written: every value as the text in its field. */
export interface RuleDraft {
  readonly name: string;
  readonly technique: string;
  readonly description: string;
  readonly cooldown: string;
  /** By the names of the detector's fields. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** What the API is sent of a version. */
export interface RuleText {
  readonly name: string;
  readonly technique: string | null;
  readonly description: string;
  readonly cooldownSeconds: number;
  /** JSON. */
  readonly parameters: string;
}

type Values = Readonly<Record<string, unknown>>;

/** `leastSpanS` → Least span, s; a group's name stands before its fields. */
export function labelOf(name: string): { readonly label: string; readonly unit: string } {
  const unit = /(?<!Per)S$/.test(name) ? 's' : /^bytes$|Bytes$/.test(name) ? 'bytes' : '';
  const bare = unit === 's' ? name.replace(/S$/, '') : name;
  const words = bare
    .replaceAll('.', ': ')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return { label: words.charAt(0).toUpperCase() + words.slice(1), unit };
}

const textOf = (value: unknown): string =>
  Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : JSON.stringify(value ?? '');

const at = (values: Values, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (inner, name) => (typeof inner === 'object' && inner !== null ? (inner as Values)[name] : undefined),
      values,
    );

/** What fields show of a version. */
export function draftOf(version: RuleVersion, fields: readonly DetectorField[]): RuleDraft {
  const values = JSON.parse(version.parameters) as Values;
  const texts = fields.flatMap(({ name }) => {
    const value = at(values, name);
    return value === undefined ? [] : [[name, textOf(value)] as const];
  });
  const { name, technique, description, cooldownSeconds } = version;
  const parameters = Object.fromEntries(texts);
  return { name, technique: technique ?? '', description, cooldown: String(cooldownSeconds), parameters };
}

/** What stands between the commas of a list. */
export const partsOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** What a field shows: a version that was written before there was such a field has what it is when it is left out. */
export const shownValue = ({ name, fallback }: DetectorField, { parameters }: RuleDraft): string =>
  parameters[name] ?? (fallback === null ? '' : textOf(JSON.parse(fallback)));

/** Kind of records that a field is about: the one that the draft names for it, or else that of the rule. */
export function kindFor({ kindBy }: DetectorField, { parameters }: RuleDraft): FilterKind {
  const named = [parameters[kindBy ?? ''], parameters['kind']];
  const known = (text: string | undefined) => FILTER_KINDS.find((kind) => kind === text);
  return known(named[0]) ?? known(named[1]) ?? 'flow';
}

/** What can be chosen in a field, where the rule is about that kind of records. */
export function choicesFor(field: DetectorField, draft: RuleDraft): readonly string[] {
  const kind = kindFor(field, draft);
  return field.choicesOf.find((one) => one.kind === kind)?.choices ?? field.choices;
}

/** The draft with another value in a field. What was chosen for another kind of records goes: the first choice, or nothing, takes its place. */
export function withValue(draft: RuleDraft, fields: readonly DetectorField[], name: string, text: string): RuleDraft {
  const parameters: Record<string, string> = { ...draft.parameters, [name]: text };
  const next = { ...draft, parameters };
  if (!fields.some(({ kindBy }) => kindBy === name)) return next;
  for (const field of fields) {
    const value = parameters[field.name];
    if (field.choicesOf.length === 0 || value === undefined) continue;
    const choices = choicesFor(field, next);
    if (field.kind === 'choice' && !choices.includes(value)) parameters[field.name] = choices[0] ?? '';
    if (field.kind === 'texts')
      parameters[field.name] = partsOf(value)
        .filter((part) => choices.includes(part))
        .join(', ');
  }
  return next;
}

/** A rule that is not written yet: each field as it is when it is left out, the first choice, or nothing. */
export function emptyDraft(fields: readonly DetectorField[]): RuleDraft {
  const texts = fields.map(({ name, choices, kind, fallback }) => {
    if (fallback !== null) return [name, textOf(JSON.parse(fallback))] as const;
    return [name, name === 'severity' ? 'medium' : kind === 'choice' ? (choices[0] ?? '') : ''] as const;
  });
  const parameters = Object.fromEntries(texts);
  return { name: '', technique: '', description: '', cooldown: '600', parameters };
}

/** @throws RangeError with the place of a mistake in an expression, and what to write instead */
function expressionOf(label: string, text: string, kind: FilterKind): string {
  const reading = readExpression(text, kind);
  if (reading.is !== 'wrong') return text.trim();
  const { message, start } = reading.problem;
  const mend = reading.mended === null ? '' : ` Write: ${reading.mended}`;
  throw new RangeError(`${label}: not understood at character ${start + 1}. ${message}${mend}`);
}

/** @throws RangeError with the field and what it wants */
function valueOf(field: DetectorField, text: string, draft: RuleDraft): unknown {
  const { label } = labelOf(field.name);
  const parts = partsOf(text);
  switch (field.kind) {
    case 'choice':
    case 'text':
      return text.trim();
    case 'filter':
      return expressionOf(label, text, kindFor(field, draft));
    case 'switch':
      return text === 'true';
    case 'texts':
      return parts;
    case 'numbers':
      return parts.map((part) => numberOf(field, label, part));
    case 'whole':
    case 'number':
      return numberOf(field, label, text);
  }
}

function numberOf({ kind, least, most, above }: DetectorField, label: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new RangeError(`${label}: “${text}” is no number.`);
  if (kind !== 'number' && !Number.isInteger(value)) throw new RangeError(`${label}: a whole number.`);
  if (least !== null && (above ? value <= least : value < least))
    throw new RangeError(`${label}: ${above ? 'more than' : 'at least'} ${least}.`);
  if (most !== null && value > most) throw new RangeError(`${label}: at most ${most}.`);
  return value;
}

/** @throws RangeError with the field and what it wants */
export function ruleText(draft: RuleDraft, fields: readonly DetectorField[]): RuleText {
  if (draft.name.trim() === '') throw new RangeError('Name: a rule needs one.');
  const cooldownSeconds = Number(draft.cooldown);
  if (draft.cooldown.trim() === '' || !Number.isInteger(cooldownSeconds) || cooldownSeconds < 0)
    throw new RangeError('Hold repeats for: a whole number of seconds.');
  return {
    ...{ name: draft.name.trim(), technique: draft.technique.trim() || null, description: draft.description },
    ...{ cooldownSeconds, parameters: JSON.stringify(valuesOf(draft, fields)) },
  };
}

function valuesOf(draft: RuleDraft, fields: readonly DetectorField[]): Values {
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    const text = draft.parameters[field.name];
    if (text === undefined) continue;
    const [first = '', second] = field.name.split('.');
    const value = valueOf(field, text, draft);
    if (second === undefined) values[first] = value;
    else values[first] = { ...(values[first] as object | undefined), [second]: value };
  }
  return values;
}

/** What a text is read and written by. */
export type WrittenFor = Pick<RuleDetector, 'id' | 'fields'>;

/** The draft with one more exception. A wrong one that is there already is told as such when it is saved. */
export function withException(draft: RuleDraft, expression: string): RuleDraft {
  const before = draft.parameters['except']?.trim() ?? '';
  const except = before === '' ? expression : `${before} or ${expression}`;
  return { ...draft, parameters: { ...draft.parameters, except } };
}

/** The same as text that can be copied, kept and pasted: JSON, as `wireledger detect --rule` reads it. @throws RangeError as `ruleText` */
export function written(draft: RuleDraft, { id: detector, fields }: WrittenFor): string {
  const { name, parameters, ...rest } = ruleText(draft, fields);
  return JSON.stringify({ name, detector, ...rest, parameters: JSON.parse(parameters) as unknown }, null, 2);
}

/** @throws RangeError naming what is wrong with the text */
export function readWritten(text: string, { id, fields }: WrittenFor): RuleDraft {
  let given: unknown;
  try {
    given = strictJson(text);
  } catch (error) {
    throw new RangeError(`This cannot be a rule: ${(error as Error).message}.`);
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new RangeError('Write an object.');
  const {
    name,
    detector = id,
    technique = null,
    description = '',
    cooldownSeconds,
    parameters,
    ...more
  } = given as Values;
  const [unknown] = Object.keys(more);
  if (unknown !== undefined) throw new RangeError(`“${unknown}” is not known here.`);
  if (typeof name !== 'string') throw new RangeError('“name” is missing.');
  if (detector !== id) throw new RangeError(`This rule is made of ${id}. Begin a new rule for another detector.`);
  if (typeof description !== 'string') throw new RangeError('“description”: a text.');
  if (technique !== null && typeof technique !== 'string') throw new RangeError('“technique”: a text or null.');
  if (typeof parameters !== 'object' || parameters === null) throw new RangeError('“parameters” is missing.');
  const known = new Set(fields.map((field) => field.name));
  const stray = leaves(parameters as Values).find((path) => !known.has(path));
  if (stray !== undefined) throw new RangeError(`The detector has no “${stray}”.`);
  const version = { name, technique, description, cooldownSeconds: Number(cooldownSeconds) } as RuleVersion;
  const draft = draftOf({ ...version, parameters: JSON.stringify(parameters) }, fields);
  ruleText(draft, fields);
  return draft;
}

const leaves = (values: Values, prefix = ''): string[] =>
  Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? leaves(value as Values, `${prefix}${name}.`)
      : [`${prefix}${name}`],
  );

/** A field in which two versions differ. */
export interface Difference {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** What differs, in the order of the form. */
export function differences(before: RuleDraft, after: RuleDraft, fields: readonly DetectorField[]): Difference[] {
  const lines = (draft: RuleDraft): (readonly [string, string])[] => [
    ['Name', draft.name],
    ...fields.map((field) => [labelOf(field.name).label, shownValue(field, draft)] as const),
    ['Hold repeats for', draft.cooldown],
    ['Technique', draft.technique],
    ['What it means', draft.description],
  ];
  const now = lines(after);
  return lines(before).flatMap(([label, text], index) => {
    const changed = now[index]?.[1] ?? '';
    return changed === text ? [] : [{ label, before: text, after: changed }];
  });
}
