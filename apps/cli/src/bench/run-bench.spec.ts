import { Memory } from '../read/testing/captures';
import { runBench } from './run-bench';

const run = async (...argv: string[]) => {
  const [stdout, stderr] = [new Memory(), new Memory()];
  return [await runBench(argv, { stdout, stderr }), stdout.text, stderr.text];
};

it.each(['read', 'lists', 'detect', 'intake', 'live', 'sensor'])(
  'bench %s --help says how it is used',
  async (name) => {
    const usage = expect.stringMatching(new RegExp(`^usage: wireledger bench ${name}`)) as string;
    expect(await run(name, '--help')).toEqual([0, usage, '']);
  },
);

it('names all benches to whoever asks, and to whoever names none of them', async () => {
  const usage = expect.stringMatching(/^usage: wireledger bench read[^]*bench sensor/) as string;
  expect(await run('--help')).toEqual([0, usage, '']);
  expect(await run('all')).toEqual([2, '', usage]);
  expect(await run()).toEqual([2, '', usage]);
});
