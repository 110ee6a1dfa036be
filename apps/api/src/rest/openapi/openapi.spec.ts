import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

import { openApiText } from './build-document';

const file = (name: string) => readFileSync(path.resolve(__dirname, '../../../../../docs', name), 'utf8');

describe('docs/openapi.json', () => {
  it('is what the controllers declare', async () => {
    expect(file('openapi.json')).toBe(await openApiText());
  });
});
