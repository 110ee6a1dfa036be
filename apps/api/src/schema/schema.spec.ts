import { readFileSync } from 'node:fs';
import path from 'node:path';

import { schemaText } from './build-schema';

describe('docs/schema.graphql', () => {
  it('is what the resolvers declare', async () => {
    const file = path.resolve(__dirname, '../../../../docs/schema.graphql');
    expect(readFileSync(file, 'utf8')).toBe(await schemaText());
  });
});
