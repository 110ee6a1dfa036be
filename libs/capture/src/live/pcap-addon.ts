import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Statistics of libpcap. The kernel's numbers count from the opening on, in 32 bits. */
export interface AddonStats {
  readonly ps_recv: number;
  readonly ps_drop: number;
  readonly ps_ifdrop: number;
}

/** A handle of libpcap as the addon of the npm package `pcap` 3.1.0 has it. */
export interface AddonSession {
  /** The name of the link type. @throws Error in libpcap's words */
  open_live(...settings: AddonSettings): string;
  open_offline(...settings: AddonSettings): string;
  /** Calls back for each packet that waits, with its bytes in `bytes` and its record header (16 bytes) in `header`; -1 after a fault, -2 once closed. */
  dispatch(bytes: Buffer, header: Buffer): number;
  stats(): AddonStats;
  /** The next `dispatch` lets go of everything. */
  close(): void;
}

type AddonSettings = [
  device: string,
  bpf: string,
  bufferBytes: number,
  snaplen: number,
  outFile: '',
  onPacket: () => void,
  monitor: boolean,
  timeoutMs: number,
  warn: (text: string) => void,
  promiscuous: boolean,
];

/** What the compiled part of the package exports. */
export interface PcapAddon {
  readonly PcapSession: new () => AddonSession;
}

/** Where it is built, from the root of the repository. */
const FOLDER = 'tools/pcap-addon';
const BUILT = 'node_modules/pcap/build/Release/pcap_binding.node';
const BUILD =
  'build it once: apt-get install libpcap-dev g++ make python3, then npm run pcap-addon; or leave CAPTURE_WITH empty';

/** The addon's file where it was built, else null. */
export function builtPcapAddon(): string | null {
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, FOLDER, 'package.json'))) {
      const file = path.join(folder, FOLDER, BUILT);
      return existsSync(file) ? file : null;
    }
    if (folder === path.dirname(folder)) return null;
  }
}

/** @throws Error with cause and mend when it was not built, or not for this Node */
export function loadPcapAddon(file = builtPcapAddon()): PcapAddon {
  if (file === null) throw new Error(`live capture with pcap needs its addon: ${BUILD}`);
  try {
    return createRequire(__filename)(file) as PcapAddon;
  } catch (error) {
    throw new Error(`the addon of pcap cannot be loaded (${(error as Error).message.split('\n')[0]}): ${BUILD}`, {
      cause: error,
    });
  }
}
