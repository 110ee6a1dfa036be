import { simulate } from '@wireledger/simulator';
import { writeCapture } from '../simulate/write-capture';
import { runReadBench, type BenchOut, type CaptureGenerator } from './read-bench';

const USAGE = `usage: wireledger bench read [FILE] [--rounds N]

Measures in turn with peers that are installed and prints ratios; without FILE on ten simulated minutes.
`;

/** Ten minutes of the simulated network at a rate that makes a file of some 200 MB. */
const generate: CaptureGenerator = (file) =>
  writeCapture(
    file,
    { format: 'pcap' },
    simulate({ seed: 1, startUs: Date.UTC(2026, 0, 5, 9) * 1000, durationS: 600, rate: 800, attacks: 'all' }),
  );

/** `wireledger bench`: each bench prints metric, our figure, the peer's, the ratio and the goal. */
export async function runBench(argv: string[], out: BenchOut): Promise<number> {
  const [name, ...rest] = argv;
  if (name === 'read') return runReadBench(rest, out, generate);
  (name === '--help' ? out.stdout : out.stderr).write(USAGE);
  return name === '--help' ? 0 : 2;
}
