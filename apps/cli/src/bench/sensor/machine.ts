import { cpus, loadavg, release } from 'node:os';

/** What figures depend on beside the programs. */
export interface Machine {
  readonly node: string;
  readonly kernel: string;
  readonly cpus: number;
  readonly cpuModel: string;
  /** Of the last minute, at the beginning. */
  readonly loadBefore: number;
}

export function thisMachine(): Machine {
  const all = cpus();
  return {
    node: process.version,
    kernel: release(),
    cpus: all.length,
    cpuModel: all[0]?.model.trim() ?? '',
    loadBefore: currentLoad(),
  };
}

/** Load average of the last minute, two decimals. */
export const currentLoad = (): number => Math.round((loadavg()[0] as number) * 100) / 100;

/** The line about it for people. */
export function machineLine({ node, kernel, cpus: count, cpuModel, loadBefore }: Machine): string {
  return `node ${node}, Linux ${kernel}, ${count} CPUs (${cpuModel}), load ${loadBefore} at the beginning`;
}
