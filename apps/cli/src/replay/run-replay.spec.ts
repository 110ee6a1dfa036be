import { Memory } from '../read/testing/captures';
import { runReplay } from './run-replay';

const run = async (...argv: string[]) => {
  const [stdout, stderr] = [new Memory(), new Memory()];
  return [await runReplay(argv, { stdout, stderr }), stdout.text, stderr.text];
};
const usage = 'usage: wireledger replay FILE…';

it('says how it is used to whoever asks, whether a system runs or not', async () => {
  expect(await run('--help')).toEqual([0, expect.stringContaining(usage), '']);
});

it('says so as an error to whoever names no file', async () => {
  expect(await run()).toEqual([2, '', expect.stringContaining(usage)]);
});
