import { simulate } from '@wireledger/simulator';
import { writeCapture } from '../simulate/write-capture';
import { runDetectBench } from './detect/run-detect-bench';
import { runIntakeBench } from './intake/run-intake-bench';
import { runLiveBench } from './live/run-live-bench';
import { runListsBench } from './lists/run-lists-bench';
import { runReadBench, type BenchOut, type CaptureGenerator } from './read-bench';
import { runSensorBench } from './sensor/run-sensor-bench';

const USAGE = `usage: wireledger bench read [FILE] [--rounds N]
       wireledger bench lists [--entries N] [--rounds N]
       wireledger bench detect [FILE] [--rounds N] [--keys N] [--alerts N] [--flows N]
       wireledger bench intake [--per-second N] [--seconds N] [--rounds N] [--json]
       wireledger bench live [--rates N,N…] [--seconds N] [--with tcpdump|pcap] [--json]
       wireledger bench sensor [--mixed FILE] [--long FILE] [--flood FILE] [--dns FILE] [--live] [--intake] [--rounds N] [--json]

Measures in turn with peers that are installed and prints ratios; without FILE on simulated traffic. \`bench sensor --help\` says what is measured.
`;

/** Ten minutes of the simulated network at a rate that makes a file of some 200 MB. */
const generate: CaptureGenerator = (file) =>
  writeCapture(
    file,
    { format: 'pcap' },
    simulate({ seed: 1, startUs: Date.UTC(2026, 0, 5, 9) * 1000, durationS: 600, rate: 800, attacks: 'all' }),
  );

/** Two minutes of it: a sender keeps all of it in memory, and sends it over and over. */
const generateShort: CaptureGenerator = (file) =>
  writeCapture(
    file,
    { format: 'pcap' },
    simulate({ seed: 1, startUs: Date.UTC(2026, 0, 5, 9) * 1000, durationS: 120, rate: 800, attacks: 'all' }),
  );

/** The same two minutes without attacks: nothing in it is an alert of those that are waited for. */
const generateQuiet: CaptureGenerator = (file) =>
  writeCapture(
    file,
    { format: 'pcap' },
    simulate({ seed: 1, startUs: Date.UTC(2026, 0, 5, 9) * 1000, durationS: 120, rate: 800, attacks: 'none' }),
  );

/** Null when there is no such bench. */
function runPart(name: string | undefined, argv: readonly string[], out: BenchOut): Promise<number> | number | null {
  if (name === 'read') return runReadBench(argv, out, generate);
  if (name === 'detect') return runDetectBench(argv, out, { attacked: generate, quiet: generateQuiet });
  if (name === 'lists') return runListsBench(argv, out);
  if (name === 'intake') return runIntakeBench(argv, out);
  if (name === 'live') return runLiveBench(argv, out, generateShort);
  if (name === 'sensor') return runSensorBench(argv, out);
  return null;
}

/** `wireledger bench`: each bench prints metric, our figure, the peer's, the ratio and the goal. */
export async function runBench(argv: string[], out: BenchOut): Promise<number> {
  const [name, ...rest] = argv;
  const asked = argv.includes('--help');
  // To what it cannot take a bench answers how it is used: to whoever asks for that it is no error.
  const code = await runPart(name, asked ? ['--help'] : rest, asked ? { ...out, stderr: out.stdout } : out);
  if (code !== null) return asked ? 0 : code;
  (asked ? out.stdout : out.stderr).write(USAGE);
  return asked ? 0 : 2;
}
