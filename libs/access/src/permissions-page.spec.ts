import { readFileSync } from 'node:fs';
import path from 'node:path';

import { permissionsPage } from './permissions-page';

it('docs/permissions.md is what rbac.json says; `npm run permissions` writes it', () => {
  expect(readFileSync(path.join(__dirname, '../../../docs/permissions.md'), 'utf8')).toBe(permissionsPage());
});
