import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ownRead, READ_SETTINGS } from './own-read';

const LAUNCHER = path.join(__dirname, '../../../../bin/wireledger.mjs');

it('measures with the settings that the launcher gives', () => {
  const [name, value] = READ_SETTINGS.split(/=(.*)/s);
  expect(readFileSync(LAUNCHER, 'utf8')).toContain(`{ ${name}: '${value}' }`);
});

it('starts the same program with them', () => {
  const [program, args] = ownRead('FILE', '--summary');
  expect(args.slice(-3)).toEqual(['read', 'FILE', '--summary']);
  expect(execFileSync(program, [args[0] as string, 'printenv', 'GLIBC_TUNABLES'], { encoding: 'utf8' }).trim()).toBe(
    'glibc.malloc.hugetlb=1',
  );
});
