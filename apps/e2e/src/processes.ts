import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What the kernel says of a process. */
export interface ProcessFacts {
  readonly pid: number;
  readonly name: string;
  /** Effective. */
  readonly uid: number;
  /** Effective, by their names; those that this does not know by their numbers. */
  readonly capabilities: readonly string[];
  readonly noNewPrivs: boolean;
  /** Addresses and ports where it listens for TCP or has bound UDP: `tcp 127.0.0.1:8080`. */
  readonly listens: readonly string[];
}

const NAMES: Readonly<Record<number, string>> = {
  1: 'dac_override',
  5: 'kill',
  6: 'setgid',
  7: 'setuid',
  8: 'setpcap',
  10: 'net_bind_service',
  13: 'net_raw',
};
const LISTENING = { tcp: '0A', tcp6: '0A', udp: '07', udp6: '07' } as const;

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
const statusOf = (pid: number, field: string): string =>
  new RegExp(`^${field}:\\s*(.*)$`, 'm').exec(read(`/proc/${pid}/status`))?.[1] ?? '';

/** Little-endian words of four bytes, as /proc/net has them. */
function addressOf(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).reverse());
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
  return `[${(bytes.join('').match(/.{4}/g) ?? []).join(':')}]`;
}

/** Inode → where it listens, in the network namespace of the process. */
function socketsOf(pid: number): Map<string, string> {
  const found = new Map<string, string>();
  for (const [table, state] of Object.entries(LISTENING))
    for (const line of read(`/proc/${pid}/net/${table}`).split('\n').slice(1)) {
      const [, local = '', , at = '', , , , , , inode = ''] = line.trim().split(/\s+/);
      const [address = '', port = ''] = local.split(':');
      if (at === state) found.set(inode, `${table.slice(0, 3)} ${addressOf(address)}:${Number.parseInt(port, 16)}`);
    }
  return found;
}

function inodesOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}

/** What is known of a process that runs. */
export function factsOf(pid: number): ProcessFacts {
  const effective = BigInt(`0x${statusOf(pid, 'CapEff') || '0'}`);
  const bits = Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => (effective >> BigInt(bit)) & 1n);
  const sockets = socketsOf(pid);
  return {
    pid,
    name: statusOf(pid, 'Name'),
    uid: Number(statusOf(pid, 'Uid').split(/\s+/)[1]),
    capabilities: bits.map((bit) => NAMES[bit] ?? String(bit)),
    noNewPrivs: statusOf(pid, 'NoNewPrivs') === '1',
    listens: inodesOf(pid).flatMap((inode) => sockets.get(inode) ?? []),
  };
}

/** The same of several, without those that ended meanwhile: a database server starts and ends processes of its own all the time. */
export const factsOfLiving = (pids: readonly number[]): ProcessFacts[] =>
  pids.flatMap((pid) => {
    try {
      return [factsOf(pid)];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  });

/** A process and all that it and its children started. */
export function descendantsOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), Number(statusOf(Number(name), 'PPid'))] as const);
  const found = [pid];
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child);
  return found;
}

/** Whether a process runs; one that is over and waits to be asked how it ended does not. */
export const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};
