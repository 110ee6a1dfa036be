import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

import { withoutDebugger } from './least-rights';

// The one that this runs on, and Debian's where it is: bin/wireledger.mjs falls back to what the caller has.
const programs = [process.execPath, '/usr/bin/node'].filter((file) => existsSync(file));

it.each(programs)('%s starts with the flag against debuggers that it knows', (program) => {
  const ask = (...args: string[]) => execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' });
  const known = JSON.parse(ask('-p', 'JSON.stringify([...process.allowedNodeEnvironmentFlags])')) as string[];
  expect(ask(...withoutDebugger(new Set(known)), '-p', '1 + 1')).toBe('2\n');
});

it('a Node that knows the flag gets it, an older one does not', () => {
  expect(withoutDebugger(new Set(['--disable-sigusr1', '--inspect']))).toEqual(['--disable-sigusr1']);
  expect(withoutDebugger(new Set(['--inspect']))).toEqual([]);
  // This one is the pinned one.
  expect(withoutDebugger()).toEqual(['--disable-sigusr1']);
});
