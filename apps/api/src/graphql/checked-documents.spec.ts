import { buildSchema, Kind } from 'graphql';

import { CheckedDocuments } from './checked-documents';
import { LIMITS } from './limits';

const schema = buildSchema('type Query { flows: Int }');

/** A good document, another one for each number. */
const numbered = (i: number) => `query Q${i} { flows }`;

describe('checked documents', () => {
  it('checks a text once, and gives the same tree again', () => {
    const documents = new CheckedDocuments(schema);
    const tree = documents.of('{ flows }');
    expect(tree.kind).toBe(Kind.DOCUMENT);
    expect(documents.of('{ flows }')).toBe(tree);
    expect(documents.of('{ flows  }')).not.toBe(tree);
  });

  it.each([
    ['GRAPHQL_PARSE_FAILED', '{ flows'],
    ['GRAPHQL_VALIDATION_FAILED', '{ hosts }'],
    ['LIMIT_EXCEEDED', `{ ${Array.from({ length: LIMITS.aliases + 1 }, (_, i) => `a${i}: flows`).join(' ')} }`],
  ])('%s each time that it is asked for, and nothing is remembered', (code, text) => {
    const documents = new CheckedDocuments(schema);
    for (let time = 0; time < 2; time++)
      expect(() => documents.of(text)).toThrow(
        expect.objectContaining({ extensions: expect.objectContaining({ code }) }),
      );
    expect(documents.size).toBe(0);
  });

  it('remembers a bounded number, those used last, and no long ones', () => {
    const documents = new CheckedDocuments(schema);
    const [first, second] = [documents.of(numbered(0)), documents.of(numbered(1))];
    for (let i = 2; i < 300; i++) documents.of(numbered(i));
    documents.of(numbered(0));
    documents.of(numbered(300));
    expect(documents.size).toBe(300);
    expect(documents.of(numbered(0))).toBe(first);
    expect(documents.of(numbered(1))).not.toBe(second);
    documents.of(`{ flows ${' '.repeat(4096)} }`);
    expect(documents.size).toBe(300);
  });
});
