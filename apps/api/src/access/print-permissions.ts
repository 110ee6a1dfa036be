import { writeFileSync } from 'node:fs';
import { permissionsPage } from '@wireledger/access';

/** `npm run permissions`: writes docs/permissions.md, or the file given. */
writeFileSync(process.argv[2] ?? 'docs/permissions.md', permissionsPage());
