import { existsSync, readFileSync } from 'node:fs';

const SETPRIV = '/usr/bin/setpriv';
/** Bit of CAP_SETPCAP, linux/capability.h. */
const SETPCAP = 1n << 8n;

/**
 * Capabilities that a process keeps when root starts it. All: the socket of the embedded database, which is another user's. The API: a port below 1024. The
 * sensor: what it starts and ends tcpdump with, which itself has `net_raw` and nothing else.
 */
const KEEPS = {
  api: ['dac_override', 'net_bind_service'],
  worker: ['dac_override'],
  sensor: ['dac_override', 'net_raw', 'setuid', 'setgid', 'setpcap', 'kill'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A program and what stands before its own arguments. */
export interface Launch {
  readonly execPath: string;
  readonly before: readonly string[];
}

/** Whether this process has rights to give up, and the program of util-linux to do it with. */
const canDrop = (): boolean => {
  if (process.getuid?.() !== 0 || !existsSync(SETPRIV)) return false;
  const [, effective = '0'] = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return (BigInt(`0x${effective}`) & SETPCAP) !== 0n;
};

const NO_DEBUGGER = '--disable-sigusr1';

/** What keeps a process of the system from opening a debugger when it is sent SIGUSR1; nothing on a Node before 22.14, which would refuse to start with it. */
export const withoutDebugger = (known: ReadonlySet<string> = process.allowedNodeEnvironmentFlags): readonly string[] =>
  known.has(NO_DEBUGGER) ? [NO_DEBUGGER] : [];

/** How a process of the system is started: by root without the capabilities that it does not need, and without a way to gain any; else as it is. */
export function withLeastRights(name: keyof typeof KEEPS, drops = canDrop()): Launch {
  if (!drops) return { execPath: process.execPath, before: [] };
  const kept = KEEPS[name].map((one) => `,+${one}`).join('');
  const sets = ['--inh-caps=-all', '--ambient-caps=-all', `--bounding-set=-all${kept}`];
  return { execPath: SETPRIV, before: ['--no-new-privs', ...sets, '--', process.execPath] };
}
