import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

import { bpfShapeProblem, KERNEL_BUFFER_KIB, type LiveOptions, MAX_SNAPLEN } from './live-driver';
import { complaint } from './tcpdump-messages';

const CHECK_MS = 20_000;

/** tcpdump and what it is started through: both replaceable, so that it can be started in another network namespace. */
export interface Launcher {
  readonly program: string;
  /** Program and arguments in front of it. */
  readonly through: readonly string[];
}

/**
 * By root: as nobody, with the capability to open packet sockets and nothing else, and no way to gain more (`setpriv`, util-linux).
 * By anybody else: as it is, it has file capabilities or will say what is missing.
 */
export const plainLauncher = (): Launcher => ({
  program: 'tcpdump',
  through:
    process.getuid?.() === 0
      ? [
          ...['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups', '--no-new-privs'],
          ...['--inh-caps=-all,+net_raw', '--ambient-caps=-all,+net_raw', '--bounding-set=-all,+net_raw'],
          '--pdeathsig=KILL', // it never outlives the sensor, however that ends
        ]
      : [],
});

const missing = (program: string): string =>
  `live capture needs ${program}: install the Debian package ${program === 'setpriv' ? 'util-linux' : 'tcpdump'}`;

/**
 * Arguments that make tcpdump write packets to its standard output, each as it comes (`-U`): asked by signal to write out what it
 * holds, it does so in the middle of a write and the packets are damaged. What a person gave stands behind `--`, as one argument.
 */
export function captureArguments({ iface, bpf, snaplen, promiscuous }: LiveOptions): string[] {
  return [
    ...['-n', '-U', '-i', iface, '-w', '-', '-s', String(snaplen ?? MAX_SNAPLEN), '-B', String(KERNEL_BUFFER_KIB)],
    ...(promiscuous === false ? ['-p'] : []),
    ...(bpf ? ['--', bpf] : []),
  ];
}

/** Starts it. Standard input is closed; the environment is empty but for the search path. */
export function startTcpdump(options: LiveOptions, launcher: Launcher): ChildProcessByStdio<null, Readable, Readable> {
  const [command, ...rest] = [...launcher.through, launcher.program, ...captureArguments(options)] as [
    string,
    ...string[],
  ];
  return spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: environment() });
}

/**
 * Why an expression is no filter, in the compiler's own words; null when it compiles. Needs neither privileges nor an interface:
 * it is compiled for Ethernet. @throws when tcpdump is not installed, with the package's name
 */
export async function bpfProblem(bpf: string, { program }: Launcher = plainLauncher()): Promise<string | null> {
  const misshapen = bpfShapeProblem(bpf);
  if (misshapen !== null) return misshapen;
  return new Promise((resolve, reject) => {
    const settings = { timeout: CHECK_MS, env: environment(), maxBuffer: 8 * 1024 * 1024 };
    execFile(program, ['-y', 'EN10MB', '-d', '--', bpf], settings, (error, _stdout, stderr) => {
      if (!error) resolve(null);
      else if (error.code === 'ENOENT') reject(new Error(missing('tcpdump')));
      else resolve(complaints(stderr) || `the filter cannot be compiled (${String(error.code ?? error.signal)})`);
    });
  });
}

const complaints = (text: string): string =>
  text
    .split('\n')
    .flatMap((line) => complaint(line.trim()) ?? [])
    .join('; ');

/** The fault of a program that could not be started, as a sentence. */
export const startFault = ({ code, path, message }: NodeJS.ErrnoException): string =>
  code === 'ENOENT' ? missing(path === 'setpriv' ? path : 'tcpdump') : message;

/** Debian keeps tcpdump where an ordinary user's search path does not lead. */
const environment = (): NodeJS.ProcessEnv => ({ PATH: `${process.env.PATH ?? '/usr/bin:/bin'}:/usr/sbin:/sbin` });
