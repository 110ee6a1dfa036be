import type { PacketHandler } from '../packet-handler';

/** How one interface is listened to. */
export interface LiveOptions {
  readonly iface: string;
  /** Filter expression of pcap-filter(7); the kernel applies it. */
  readonly bpf?: string | undefined;
  /** Bytes kept of each packet; default all. */
  readonly snaplen?: number | undefined;
  /** Take what is addressed to others as well; default true. */
  readonly promiscuous?: boolean | undefined;
}

/** How listening to one interface ended. */
export interface LiveEnd {
  /** What went wrong, as a sentence with its mend; null when it was ended on purpose. */
  readonly fault: string | null;
  /** Packets that kernel, interface or reader threw away. */
  readonly dropped: number;
}

/** One interface that is listened to. Packets wait in the kernel's buffer until `resume`; what does not fit there is dropped and counted. */
export interface Listening {
  /** Resolves once packets are taken, or rejects with the reason why they are not. */
  readonly listening: Promise<void>;
  /** Resolves when all packets were handed out and nothing is open any more; never rejects. */
  readonly ended: Promise<LiveEnd>;
  /** Packets thrown away so far; at most a second old. */
  readonly dropped: number;
  pause(): void;
  resume(): void;
  /** Ends it once everything that came before this moment was handed out, for which it has some seconds at most. */
  end(): Promise<LiveEnd>;
}

/** A way to listen to interfaces. */
export interface LiveDriver {
  readonly name: 'tcpdump' | 'pcap';
  /** Packets carry `ordinal` as the number of their interface; bytes are valid during the handler's call only. */
  listen(options: LiveOptions, ordinal: number, handler: PacketHandler): Listening;
  /**
   * Why an expression is no filter of pcap-filter(7), in the compiler's own words; null when it compiles. Needs neither privileges nor an interface:
   * it is compiled for Ethernet. @throws when what compiles it is not installed, with the package's name
   */
  bpfProblem(bpf: string): Promise<string | null>;
}

/** No longer expression is taken. */
export const MAX_BPF = 2000;
/** Most bytes of a packet that are kept: all of any frame. */
export const MAX_SNAPLEN = 262_144;
/** Room in the kernel for what the sensor has not read yet, KiB. */
export const KERNEL_BUFFER_KIB = 32 * 1024;
/** Longest that a packet of a quiet line waits: the kernel hands over a block that is not full after a second at most. */
export const LIVE_DELAY_MS = 1000;

/** Why an expression is not even shown to a compiler; null when it is. */
export function bpfShapeProblem(bpf: string): string | null {
  if (bpf.length > MAX_BPF) return `the filter has ${bpf.length} characters; ${MAX_BPF} are allowed`;
  if (/\p{Cc}/u.test(bpf)) return 'the filter holds control characters; write it in one line of plain text';
  return null;
}
