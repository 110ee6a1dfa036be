import { writeFileSync } from 'node:fs';
import { filterPage } from '@wireledger/filter';

/** `npm run filters`: writes docs/filter-language.md, or the file given. */
writeFileSync(process.argv[2] ?? 'docs/filter-language.md', filterPage());
