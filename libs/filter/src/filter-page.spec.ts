import { readFileSync } from 'node:fs';
import path from 'node:path';

import { filterPage } from './filter-page';
import { parseFilter } from './index';

it('docs/filter-language.md is what the registry says; `npm run filters` writes it', () => {
  expect(readFileSync(path.join(__dirname, '../../../docs/filter-language.md'), 'utf8')).toBe(filterPage());
});

it('the expressions that the page shows are understood', () => {
  const shown = /```\n([\s\S]+?)```/.exec(filterPage())?.[1]?.trim().split('\n') ?? [];
  expect(shown).toHaveLength(3);
  for (const text of shown) expect([text, parseFilter(text, 'flow').ok]).toEqual([text, true]);
});
