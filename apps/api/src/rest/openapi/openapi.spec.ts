import { readFileSync } from 'node:fs';
import path from 'node:path';

import { type Described, type DescribedOperation, readable } from '../../testing/rest-shapes';
import { openApiText } from './build-document';
import { restPage } from './rest-page';

const docs = (name: string) => readFileSync(path.resolve(__dirname, '../../../../../docs', name), 'utf8');

describe('docs/openapi.json', () => {
  const document = JSON.parse(docs('openapi.json')) as Described;
  const operations = Object.entries(document.paths).flatMap(([route, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ route, method, operation })),
  );

  it('is what the controllers declare', async () => {
    expect(docs('openapi.json')).toBe(await openApiText());
  });

  it('docs/rest.md has every route of it', () => {
    // The page is formatted after it is written: widths of cells are not its text.
    const bare = (text: string) => text.replace(/ +\|/g, ' |').replace(/-{3,}/g, '---');
    expect(bare(docs('rest.md'))).toBe(bare(restPage(docs('openapi.json'))));
  });

  it('names each operation once', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(document.openapi).toBe('3.1.0');
  });

  it('refers to what it holds, and holds nothing that nothing refers to', () => {
    const text = JSON.stringify(document);
    const referred = new Set(
      [...text.matchAll(/"\$ref":"#\/components\/(schemas|responses)\/([\w]+)"/g)].map((m) => m[2]),
    );
    const held = [...Object.keys(document.components.schemas), ...Object.keys(document.components.responses)];
    expect([...referred].filter((name) => !held.includes(name as string))).toEqual([]);
    const shared = JSON.stringify([document.paths, document.components]);
    expect(held.filter((name) => !shared.includes(`/${name}"`))).toEqual([]);
  });

  it.each(operations.map((one) => [`${one.method} ${one.route}`, one] as const))(
    '%s: its parameters are those of the path, its schemas are schemas',
    (_name, { route, operation }) => {
      const inPath = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const { parameters = [] } = operation;
      const declared = parameters.filter((one) => one.in === 'path');
      expect(declared.map(({ name }) => name).sort()).toEqual(inPath.sort());
      expect(declared.every(({ required }) => required)).toBe(true);
      for (const schema of schemasOf(operation)) expect(() => readable(schema, document)).not.toThrow();
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '403', '429']));
    },
  );

  it('its examples fit its own schemas', () => {
    for (const { operation } of operations) {
      for (const { schema, example } of operation.parameters ?? [])
        if (example !== undefined) expect(readable(schema, document).safeParse(example).error).toBeUndefined();
      const json = operation.requestBody?.content['application/json'];
      for (const { value } of Object.values(json?.examples ?? {}))
        expect(readable(json?.schema ?? {}, document).safeParse(value).error).toBeUndefined();
    }
  });
});

const schemasOf = ({ parameters = [], requestBody, responses }: DescribedOperation) => [
  ...parameters.map(({ schema }) => schema),
  ...Object.values(requestBody?.content ?? {}).map(({ schema }) => schema),
  ...Object.values(responses).flatMap(({ content = {} }) => Object.values(content).map(({ schema }) => schema)),
];
