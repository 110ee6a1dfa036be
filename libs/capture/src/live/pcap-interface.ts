import type { PacketHandler } from '../packet-handler';
import { KERNEL_BUFFER_KIB, type LiveEnd, type Listening, type LiveOptions, MAX_SNAPLEN } from './live-driver';
import { ANY } from './interfaces';
import type { AddonSession, PcapAddon } from './pcap-addon';
import { mended } from './mends';

/** The kernel hands over a block that is not full after so long. */
const BLOCK_MS = 100;
/** Time between two reads. The kernel's buffer holds many times what comes meanwhile. */
const READ_MS = 10;
/** One read ends when nothing waits; where packets come faster than they are worked off, what comes after so long is dropped, so that it ends. */
const READ_AT_MOST_MS = 200;
/** Packets between two looks at the clock. */
const LOOK_EVERY = 256;
/** At the end: nothing came for so long, so nothing is left in a block. */
const QUIET_MS = 3 * BLOCK_MS;
/** Longest time for what stands in the kernel's buffer to be read at the end. */
const PATIENCE_MS = 25_000;
/** Between attempts to let go of a handle. */
const LET_GO_MS = 250;
/** Interfaces that may go away under this process before it opens no more: each keeps 32 MiB of the kernel. */
const MOST_LEFT = 8;
const HEADER_BYTES = 16;
const CLOSED = -2;
const FAULT = -1;

/** Numbers of link types in capture files by the addon's names. */
const LINK_TYPES: Readonly<Record<string, number>> = {
  ...{ LINKTYPE_NULL: 0, LINKTYPE_ETHERNET: 1, LINKTYPE_RAW: 101 },
  ...{ LINKTYPE_LINUX_SLL: 113, LINKTYPE_IEEE802_11_RADIO: 127 },
};

/** Listens to one interface through libpcap within this process, which needs the right to open packet sockets itself. */
export class PcapInterface implements Listening {
  /** Handles of this process that could not be let go, with their buffers. */
  private static left = 0;
  readonly listening: Promise<void>;
  readonly ended: Promise<LiveEnd>;
  private readonly session: AddonSession;
  private readonly bytes: Buffer;
  private readonly header = Buffer.alloc(HEADER_BYTES);
  private readonly linktype: number = 0;
  private paused = true;
  private ending = false;
  private over = false;
  /** Handed over by the kernel, and dropped here. */
  private skipped = 0;
  private lost = 0;
  private readUntil = 0;
  private late = false;
  private taken = 0;
  private heardAt = 0;
  private endUs = Infinity;
  private timer: NodeJS.Timeout | null = null;
  private settle: (end: LiveEnd) => void = () => undefined;

  constructor(
    addon: PcapAddon,
    private readonly options: LiveOptions,
    private readonly ordinal: number,
    private readonly handler: PacketHandler,
  ) {
    const { iface, bpf = '', snaplen = MAX_SNAPLEN, promiscuous = true } = options;
    this.bytes = Buffer.alloc(snaplen);
    this.session = new addon.PcapSession();
    this.ended = new Promise((resolve) => (this.settle = resolve));
    try {
      if (PcapInterface.left >= MOST_LEFT)
        throw new Error(
          `pcap holds the buffers of ${PcapInterface.left} interfaces that went away. Restart the sensor, or leave CAPTURE_WITH empty`,
        );
      const name = this.session.open_live(
        ...([iface, bpf, KERNEL_BUFFER_KIB * 1024, snaplen, '', () => this.take(), false, BLOCK_MS] as const),
        () => undefined, // that an interface has no address is no fault
        promiscuous && iface !== ANY,
      );
      // The others are told by the number that they have in files as well.
      this.linktype = LINK_TYPES[name] ?? Number(/\d+$/.exec(name)?.[0]);
      this.listening = Promise.resolve();
    } catch (error) {
      const fault = `${iface}: ${mended((error as Error).message || 'cannot be opened')}`;
      this.over = true;
      this.listening = Promise.reject(new Error(fault));
      this.listening.catch(() => undefined); // whoever does not wait for it reads the fault at the end
      this.settle({ fault, dropped: 0 });
    }
  }

  get dropped(): number {
    return this.lost + this.skipped;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    if (!this.over) this.timer ??= setTimeout(() => this.read(), 0);
  }

  end(): Promise<LiveEnd> {
    if (this.ending || this.over) return this.ended;
    this.ending = true;
    this.endUs = Date.now() * 1000;
    this.heardAt = performance.now();
    setTimeout(() => this.close(null), PATIENCE_MS).unref();
    this.resume();
    return this.ended;
  }

  /** Everything that waits in the kernel's buffer. */
  private read(): void {
    this.timer = null;
    if (this.over) return;
    if (!this.paused) {
      this.readUntil = performance.now() + READ_AT_MOST_MS;
      this.late = false;
      if (this.session.dispatch(this.bytes, this.header) === FAULT)
        return this.close(mended('The interface went down or disappeared'));
    }
    this.count();
    if (this.ending && performance.now() - this.heardAt >= QUIET_MS) return this.close(null);
    this.timer = setTimeout(() => this.read(), READ_MS);
  }

  private take(): void {
    if (this.taken++ % LOOK_EVERY === 0) {
      this.heardAt = performance.now();
      this.late = this.heardAt > this.readUntil;
    }
    if (this.over) return;
    if (this.paused || this.late) {
      this.skipped++;
      return;
    }
    const { header } = this;
    const captured = Math.min(header.readUInt32LE(8), this.bytes.length);
    const timeUs = header.readUInt32LE(0) * 1_000_000 + header.readUInt32LE(4);
    this.handler(this.bytes, 0, captured, header.readUInt32LE(12), timeUs, this.linktype, this.ordinal);
    // Everything before the end was read; the interface goes on without us.
    if (timeUs >= this.endUs) this.heardAt = -Infinity;
  }

  /** The addon lets go of a handle within a read that meets a packet. On a quiet line that is later; of an interface that is gone, never. */
  private letGo(): void {
    this.session.close();
    const told = this.session.dispatch(this.bytes, this.header);
    if (told === FAULT) PcapInterface.left++;
    else if (told !== CLOSED) setTimeout(() => this.letGo(), LET_GO_MS).unref();
  }

  private count(): void {
    const { ps_drop: kernel, ps_ifdrop: iface } = this.session.stats();
    this.lost = (kernel >>> 0) + (iface >>> 0);
  }

  private close(fault: string | null): void {
    if (this.over) return;
    this.over = true;
    if (this.timer) clearTimeout(this.timer);
    this.letGo();
    this.settle({ fault: fault === null ? null : `${this.options.iface}: ${fault}`, dropped: this.dropped });
  }
}
