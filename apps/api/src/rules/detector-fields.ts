import { type AnyDetector, RECORD_FILTER } from '@wireledger/detectors';
import { z } from 'zod';

import type { DetectorField, DetectorFieldKind } from '../schema/rules';

/** What is used of a JSON Schema (2020-12). */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  /** Parameter that names the kind of records which the value is about, and what can be chosen of each kind. */
  readonly kindBy?: string;
  readonly choicesOf?: Readonly<Record<string, readonly string[]>>;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** The parameters of a detector one by one; those of a group carry its name before a dot. */
export function detectorFields({ parameters }: AnyDetector): DetectorField[] {
  return fieldsOf(z.toJSONSchema(parameters as z.ZodType) as Schema, '');
}

function fieldsOf({ properties = {} }: Schema, prefix: string): DetectorField[] {
  return Object.entries(properties).flatMap(([name, schema]) =>
    schema.type === 'object' ? fieldsOf(schema, `${prefix}${name}.`) : [field(`${prefix}${name}`, schema)],
  );
}

function field(name: string, schema: Schema): DetectorField {
  const range = schema.items ?? schema;
  return {
    name,
    kind: kindOf(schema),
    about: schema.description ?? '',
    least: range.minimum ?? range.exclusiveMinimum ?? null,
    most: range.maximum ?? null,
    above: range.exclusiveMinimum !== undefined,
    choices: range.enum ?? [],
    kindBy: schema.kindBy ?? null,
    choicesOf: Object.entries(schema.choicesOf ?? {}).map(([kind, choices]) => ({ kind, choices })),
    fallback: schema.default === undefined ? null : JSON.stringify(schema.default),
  };
}

/** @throws RangeError at a type that no form has a field for; the spec asks for every detector */
function kindOf({ type, enum: choices, items, format }: Schema): DetectorFieldKind {
  if (choices) return 'choice';
  if (type === 'integer') return 'whole';
  if (type === 'number') return 'number';
  if (type === 'boolean') return 'switch';
  if (type === 'string') return format === RECORD_FILTER ? 'filter' : 'text';
  if (type === 'array') return items?.type === 'string' ? 'texts' : 'numbers';
  throw new RangeError(`no field for a parameter of type ${type}`);
}
