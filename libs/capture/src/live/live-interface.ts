import { createInterface } from 'node:readline';

import { CaptureParser } from '../capture-parser';
import type { PacketHandler } from '../packet-handler';
import { LIVE_DELAY_MS, type LiveDriver, type LiveEnd, type Listening, type LiveOptions } from './live-driver';
import { bpfProblem, type Launcher, plainLauncher, startFault, startTcpdump } from './tcpdump';
import { complaint, droppedBy, isListening } from './tcpdump-messages';

const COUNT_MS = 1000;
/** A line is quiet when nothing came for so long. */
const QUIET_MS = LIVE_DELAY_MS + 500;
const LOOK_MS = 100;
/** Longest time for what stands in the kernel's buffer to be read at the end: what is left then is lost, and nobody counts it. */
const PATIENCE_MS = 25_000;
/** Then for the program to end. */
const GRACE_MS = 5000;
const MOST_COMPLAINTS = 20;

/**
 * Listens to one interface through a tcpdump of its own: packets come out through the handler as from a file, from `resume` on. Where the reader is
 * slow the kernel's buffer fills up, and what it throws away is counted: tcpdump answers SIGUSR1 with its counts.
 */
export class LiveInterface implements Listening {
  /** Resolves once packets are taken, or rejects with the reason why they are not. */
  readonly listening: Promise<void>;
  /** Resolves when all packets were handed out and the program has ended; never rejects. */
  readonly ended: Promise<LiveEnd>;
  private readonly child;
  private readonly complaints: string[] = [];
  private lost = { kernel: 0, interface: 0 };
  private ending = false;
  private closed = false;
  /** Time of the packet that shows that everything before the end was read, µs since 1970 UTC. */
  private endUs = Infinity;
  private heardAt = 0;
  private timers: NodeJS.Timeout[] = [];

  /** Packets carry `ordinal` as the number of their interface. */
  constructor(options: LiveOptions, ordinal: number, handler: PacketHandler, launcher: Launcher = plainLauncher()) {
    this.child = startTcpdump(options, launcher);
    const { child } = this;
    const parser = new CaptureParser((buffer, offset, captured, original, timeUs, linktype) => {
      handler(buffer, offset, captured, original, timeUs, linktype, ordinal);
      if (timeUs >= this.endUs) this.interrupt();
    });
    child.stdout
      .on('data', (chunk: Buffer) => {
        this.heardAt = performance.now();
        parser.feed(chunk);
      })
      .pause();
    let opened: () => void = () => undefined;
    let refused: (error: Error) => void = () => undefined;
    this.listening = new Promise((resolve, reject) => {
      opened = resolve;
      refused = reject;
    });
    this.listening.catch(() => undefined); // whoever does not wait for it reads the fault at the end
    createInterface({ input: child.stderr }).on('line', (line) => {
      this.lost = { ...this.lost, ...droppedBy(line) };
      if (isListening(line)) {
        this.timers.push(setInterval(() => this.child.kill('SIGUSR1'), COUNT_MS));
        opened();
      } else this.complain(complaint(line));
    });
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => this.complain(startFault(error)));
      child.once('close', (code, signal) => {
        this.closed = true;
        for (const timer of this.timers) clearInterval(timer);
        const { error, warnings } = parser.end();
        if (parser.stopped) this.complain(`what tcpdump wrote ${error ?? warnings.join('; ')}`);
        const reason = this.complaints.join('; ') || `tcpdump ended by itself (${signal ?? `code ${code}`})`;
        const fault = this.ending && !parser.stopped ? null : `${options.iface}: ${reason}`;
        refused(new Error(fault ?? `${options.iface}: ended before it listened`));
        resolve({ fault, dropped: this.dropped });
      });
    });
  }

  /** Packets thrown away by kernel and interface so far; at most a second old. */
  get dropped(): number {
    return this.lost.kernel + this.lost.interface;
  }

  /** Stops taking packets out of the kernel's buffer; what does not fit into it is dropped and counted. */
  pause(): void {
    this.child.stdout.pause();
  }

  resume(): void {
    this.child.stdout.resume();
  }

  /**
   * Ends it. tcpdump leaves what stands in the kernel's buffer where it is when it is interrupted; so it goes on until a packet comes
   * that is younger than this moment, or none, for at most 25 s.
   */
  end(): Promise<LiveEnd> {
    if (this.ending || this.closed) return this.ended;
    this.ending = true;
    this.endUs = Date.now() * 1000;
    this.heardAt = performance.now();
    this.child.stdout.resume();
    const quiet = () => {
      if (performance.now() - this.heardAt >= QUIET_MS) this.interrupt();
    };
    this.timers.push(
      setInterval(quiet, LOOK_MS),
      setTimeout(() => this.interrupt(), PATIENCE_MS),
      setTimeout(() => this.child.kill('SIGKILL'), PATIENCE_MS + GRACE_MS),
    );
    return this.ended;
  }

  private interrupt(): void {
    this.endUs = Infinity;
    this.child.kill('SIGINT');
  }

  private complain(text: string | null): void {
    if (text && this.complaints.length < MOST_COMPLAINTS) this.complaints.push(text);
  }
}

/** Listens through a tcpdump for each interface. */
export const tcpdumpDriver = (launcher: Launcher = plainLauncher()): LiveDriver => ({
  name: 'tcpdump',
  listen: (options, ordinal, handler) => new LiveInterface(options, ordinal, handler, launcher),
  bpfProblem: (bpf) => bpfProblem(bpf, launcher),
});
