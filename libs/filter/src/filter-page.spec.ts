import { readFileSync } from 'node:fs';
import path from 'node:path';

import { filterPage } from './filter-page';
import { FACT_KINDS, parseFilter } from './index';

it('docs/filter-language.md is what the registry says; `npm run filters` writes it', () => {
  expect(readFileSync(path.join(__dirname, '../../../docs/filter-language.md'), 'utf8')).toBe(filterPage());
});

it('the expressions that the page shows are understood', () => {
  const [flows = [], facts = []] = [...filterPage().matchAll(/```\n([\s\S]+?)```/g)].map(([, block = '']) =>
    block.trim().split('\n'),
  );
  expect([flows.length, facts.length]).toEqual([3, FACT_KINDS.length]);
  for (const text of flows) expect([text, parseFilter(text, 'flow').ok]).toEqual([text, true]);
  for (const [n, kind] of FACT_KINDS.entries())
    expect([kind, parseFilter(facts[n] ?? '', kind).ok]).toEqual([kind, true]);
});
