import { readFileSync } from 'node:fs';
import path from 'node:path';
import { roleLabel, ROLES } from './roles';

const matrix = JSON.parse(readFileSync(path.join(__dirname, '../../../../../libs/access/src/rbac.json'), 'utf8')) as {
  roles: string[];
  operations: Record<string, { cells: string[] }>;
};

it('knows the roles of the matrix, and which of them read masked', () => {
  expect(ROLES.map(({ role }) => role)).toEqual(matrix.roles);
  for (const [i, { masked }] of ROLES.entries())
    expect(masked).toBe(
      ['stats.read', 'flows.read', 'alerts.read'].some((name) => matrix.operations[name]?.cells[i] === 'M'),
    );
});

it('names roles, and leaves unknown ones as they are', () => {
  expect([roleLabel('ADMIN'), roleLabel('VIEWER'), roleLabel('ROOT')]).toEqual(['Administrator', 'Viewer', 'ROOT']);
});
