// Checks the console's GraphQL operations against the schema, and writes their types and the list of persisted operations.
//   node tools/graphql-operations.mjs [--check] [--list FILE]
// --check   writes nothing; exit code 1 when the generated file is out of date
// --list    also writes {hash: document} there (and empties the folder's `browser`, so that no old chunk stays behind)
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  Kind,
  buildSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  parse,
  print,
  typeFromAST,
  validate,
  visit,
} from 'graphql';

const root = path.resolve(import.meta.dirname, '..');
const schemaFile = path.join(root, 'docs/schema.graphql');
const folder = path.join(root, 'apps/web/src/app/graphql');
const outFile = path.join(folder, 'generated/operations.ts');
const SCALARS = {
  ID: 'string',
  String: 'string',
  Time: 'string',
  Position: 'string',
  Int: 'number',
  Float: 'number',
  Boolean: 'boolean',
};

const flags = process.argv.slice(2);
const check = flags.includes('--check');
const list = flags.includes('--list') ? flags[flags.indexOf('--list') + 1] : undefined;

const fail = (text) => {
  console.error(`graphql-operations: ${text}`);
  process.exit(1);
};

const schema = buildSchema(readFileSync(schemaFile, 'utf8'));
const sources = readdirSync(folder)
  .filter((name) => name.endsWith('.graphql'))
  .sort()
  .map((name) => readFileSync(path.join(folder, name), 'utf8'));
const document = parse(sources.join('\n'));
const problems = validate(schema, document);
if (problems.length > 0) fail(problems.map((problem) => problem.toString()).join('\n\n'));

const fragments = new Map();
const operations = [];
for (const definition of document.definitions) {
  if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  else if (!definition.name) fail('an operation has no name');
  else operations.push(definition);
}

/** Input types and enums that were met, to be written once each. */
const met = new Map();

function scalarType(type) {
  if (isEnumType(type)) {
    met.set(type.name, type);
    return type.name;
  }
  const known = SCALARS[type.name];
  if (!known) fail(`unknown scalar ${type.name}`);
  return known;
}

function inputType(type) {
  if (isNonNullType(type)) return bareInput(type.ofType);
  return `${bareInput(type)} | null`;
}
function bareInput(type) {
  if (isListType(type)) {
    const inner = inputType(type.ofType);
    return `readonly ${inner.includes('|') ? `(${inner})` : inner}[]`;
  }
  if (isInputObjectType(type)) {
    met.set(type.name, type);
    for (const field of Object.values(type.getFields())) inputType(field.type);
    return type.name;
  }
  return scalarType(type);
}

function outputType(type, selection, pad) {
  if (isNonNullType(type)) return bareOutput(type.ofType, selection, pad);
  return `${bareOutput(type, selection, pad)} | null`;
}
function bareOutput(type, selection, pad) {
  if (isListType(type)) {
    const inner = outputType(type.ofType, selection, pad);
    return inner.includes('|') || inner.includes('&') ? `readonly (${inner})[]` : `readonly ${inner}[]`;
  }
  return selection ? objectType(type, selection, pad) : scalarType(type);
}
function objectType(type, selection, pad) {
  const lines = [];
  const spreads = [];
  for (const node of selection.selections) {
    if (node.kind === Kind.FRAGMENT_SPREAD) spreads.push(`${node.name.value}`);
    else if (node.kind !== Kind.FIELD) fail('inline fragments are not used here');
    else if (node.name.value !== '__typename') {
      const field = type.getFields()[node.name.value];
      const name = (node.alias ?? node.name).value;
      lines.push(`${pad}  readonly ${name}: ${outputType(field.type, node.selectionSet, `${pad}  `)};`);
    }
  }
  const own = lines.length > 0 ? [`{\n${lines.join('\n')}\n${pad}}`] : [];
  return [...spreads, ...own].join(' & ');
}

function fragmentsOf(node, found = new Set()) {
  visit(node, {
    FragmentSpread(spread) {
      if (found.has(spread.name.value)) return;
      found.add(spread.name.value);
      fragmentsOf(fragments.get(spread.name.value), found);
    },
  });
  return found;
}

const out = [
  '// Written by tools/graphql-operations.mjs from ../*.graphql and docs/schema.graphql. Do not edit.',
  "import type { Operation } from '../operation';",
  '',
];
const body = [];
for (const [name, fragment] of fragments) {
  const type = schema.getType(fragment.typeCondition.name.value);
  body.push(`export type ${name} = ${objectType(type, fragment.selectionSet, '')};`, '');
}
const texts = {};
for (const operation of operations) {
  const name = operation.name.value;
  const used = [...fragmentsOf(operation)].sort();
  const text = [print(operation), ...used.map((fragment) => print(fragments.get(fragment)))].join('\n\n');
  const hash = createHash('sha256').update(text).digest('hex');
  texts[hash] = text;
  const rootType = schema.getRootType(operation.operation);
  const variables = (operation.variableDefinitions ?? []).map((variable) => {
    const type = typeFromAST(schema, variable.type);
    const optional = !isNonNullType(type) || variable.defaultValue !== undefined;
    return `  readonly ${variable.variable.name.value}${optional ? '?' : ''}: ${inputType(type)}${optional ? ' | undefined' : ''};`;
  });
  body.push(`export type ${name}Result = ${objectType(rootType, operation.selectionSet, '')};`, '');
  body.push(
    variables.length > 0
      ? `export interface ${name}Variables {\n${variables.join('\n')}\n}`
      : `export type ${name}Variables = Readonly<Record<string, never>>;`,
    '',
  );
  const past = (operation.variableDefinitions ?? []).some((variable) => variable.variable.name.value === 'asOf');
  body.push(
    `export const ${name}: Operation<${name}Result, ${name}Variables> = {\n  name: '${name}',\n  kind: '${operation.operation}',\n  hash: '${hash}',\n${past ? '  past: true,\n' : ''}};`,
    '',
  );
}
for (const [name, type] of [...met].sort(([a], [b]) => a.localeCompare(b))) {
  if (isEnumType(type)) {
    out.push(
      `export type ${name} = ${type
        .getValues()
        .map((value) => `'${value.name}'`)
        .join(' | ')};`,
      '',
    );
  } else {
    const fields = Object.values(type.getFields()).map((field) => {
      const optional = !isNonNullType(field.type) || field.defaultValue !== undefined;
      return `  readonly ${field.name}${optional ? '?' : ''}: ${inputType(field.type)}${optional ? ' | undefined' : ''};`;
    });
    out.push(`export interface ${name} {\n${fields.join('\n')}\n}`, '');
  }
}
const text = [...out, ...body].join('\n');

if (check) {
  let present = '';
  try {
    present = readFileSync(outFile, 'utf8');
  } catch {
    // absent counts as out of date
  }
  if (present !== text)
    fail('apps/web/src/app/graphql/generated is out of date: run node tools/graphql-operations.mjs');
  console.log(`${operations.length} operations agree with the schema`);
} else {
  mkdirSync(path.dirname(outFile), { recursive: true });
  let present;
  try {
    present = readFileSync(outFile, 'utf8');
  } catch {
    // first run
  }
  if (present !== text) writeFileSync(outFile, text);
  if (list) {
    const target = path.resolve(root, list);
    rmSync(path.join(path.dirname(target), 'browser'), { recursive: true, force: true });
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, `${JSON.stringify(texts, null, 1)}\n`);
  }
  console.log(`${operations.length} operations written`);
}
