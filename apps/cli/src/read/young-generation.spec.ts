import { execFileSync } from 'node:child_process';
import path from 'node:path';

const MODULE = path.join(__dirname, 'young-generation.ts');
const RUN = path.resolve(__dirname, '../../../../tools/run-typescript.cjs');

/** Bytes that the young generation has come to when much was allocated of which some stays for a while. */
function grownTo(before: string): number {
  const code = `${before};
    const held = new Array(20000).fill(null);
    for (let i = 0; i < 1e6; i++) held[i % held.length] = { i, text: [i] };
    process.stdout.write(String(require('node:v8').getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size));`;
  return Number(execFileSync(process.execPath, ['--require', RUN, '--eval', code], { encoding: 'utf8' }));
}

it('stays small, where it would grow by itself', () => {
  const small = grownTo(`require(${JSON.stringify(MODULE)}).keepYoungGenerationSmall()`);
  // What was loaded before it was kept small may have grown it by a step.
  expect(grownTo('')).toBeGreaterThan(3 * small);
});
