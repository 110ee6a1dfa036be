import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const matrix = JSON.parse(
  readFileSync(path.join(__dirname, '../../../../../../libs/access/src/rbac.json'), 'utf8'),
) as {
  operations: Record<string, unknown>;
};
const app = path.join(__dirname, '../..');

it('buttons, pages and routes ask for permissions that the matrix has', () => {
  const files = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(ts|html)$/.test(file) && !file.endsWith('.spec.ts'),
  );
  const asked = files.flatMap((file) =>
    [...readFileSync(path.join(app, file), 'utf8').matchAll(/(?:\b(?:can|may)(?:All)?\(|permission: )'([^']+)'/g)].map(
      ([, permission]) => [file, permission ?? ''] as const,
    ),
  );
  expect(asked.length).toBeGreaterThan(10);
  for (const [file, permission] of asked)
    if (permission.includes('.')) expect([file, Object.hasOwn(matrix.operations, permission)]).toEqual([file, true]);
});
