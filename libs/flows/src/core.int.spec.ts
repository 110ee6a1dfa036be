import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { CORE } from './generated/flow-core';

const ROOT = path.resolve(__dirname, '../../..');

it('is what its sources are compiled to', () => {
  const script = "import('./tools/build-flow-core.mjs').then(({ flowCore }) => flowCore()).then(console.log)";
  const text = execFileSync(process.execPath, ['-e', script], { cwd: ROOT, encoding: 'utf8' });
  expect(/'([^']+)'/.exec(text)?.[1]).toBe(CORE);
});
