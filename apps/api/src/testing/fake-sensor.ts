import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CaptureFolder } from '@wireledger/capture';
import { DomainError } from '@wireledger/kernel';

import type {
  CaptureSensor,
  Examined,
  ImportOrder,
  PacketsEnd,
  PacketsOrder,
  RunningImport,
  SeenPacket,
} from '../captures/capture-sensor';
import type {
  LiveOrder,
  LiveSensor,
  LiveState,
  RunningCollector,
  RunningLive,
  SensorSpool,
} from '../live-captures/live-sensor';
import type {
  Extent,
  LatelySeen,
  PacketSensor,
  PacketsWanted,
  PacketStoreState,
  SeenLately,
} from '../packets/packet-sensor';
import type {
  CaptureDensity,
  SandboxDoing,
  SandboxOrder,
  SandboxState,
  SandboxSensor,
} from '../sandboxes/sandbox-sensor';
import type { SensorControl } from '../sensors/demo-switch';

/** A sensor that remembers what it was told, and takes every file for a capture of seven packets that does not begin with `no`. */
export class FakeSensor implements SensorControl, CaptureSensor, LiveSensor, SandboxSensor, PacketSensor {
  readonly demo: boolean[] = [];
  readonly ordered: ImportOrder[] = [];
  running: RunningImport[] = [];
  listening: RunningLive[] = [];
  /** Packets of every flow, and what was asked for. */
  seen: SeenPacket[] = [];
  readonly asked: PacketsOrder[] = [];
  /** Why packets of flows are not in the store; null = they are. */
  notStored: string | null = null;
  store: PacketStoreState = {
    ...{ mode: 'off', bytes: 0, limitBytes: 2 ** 33, days: 7, segments: 0, packets: 0, oldestUs: null, newestUs: null },
    ...{ encrypted: false, unreadable: 0, lost: 0, problem: null, sensors: [], archive: null },
  };
  /** How often it was told that the setting changed. */
  refreshed = 0;
  /** What was asked of the store, the pieces of a file that it gives, and whether it breaks off then. */
  readonly wanted: PacketsWanted[] = [];
  stored: (string | Buffer)[] = [];
  breaksOff = false;
  /** The last packets of every sensor, and the filter that was asked for. */
  recent: SeenLately[] = [];
  recentFilter = '';
  /** Captures whose file is gone. */
  readonly gone = new Set<string>();
  /** Sandbox replays, the newest first. */
  played: SandboxState[] = [];
  /** While true nothing answers. */
  away = false;

  constructor(private readonly dataDir: string) {}

  runDemo(running: boolean): Promise<void> {
    this.demo.push(running);
    return Promise.resolve();
  }

  async examine(upload: string): Promise<Examined> {
    this.assertThere();
    const bytes = await readFile(new CaptureFolder(this.dataDir).incoming(upload));
    if (bytes.toString('latin1', 0, 2) === 'no')
      throw new DomainError('CAPTURE_REFUSED', 'The file is not a capture: it begins like neither pcap nor pcapng.');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return {
      ...{ sha256, contentSha256: sha256, sizeBytes: bytes.length, unpackedBytes: bytes.length, format: 'pcap' },
      ...{ packing: 'none', packets: 7, bytes: 700, flows: 2, firstUs: 1_000_000, lastUs: 2_000_000 },
      ...{ linkTypes: [1], truncated: false, warnings: [] },
    };
  }

  import(order: ImportOrder): Promise<'running' | 'completed'> {
    this.assertThere();
    this.ordered.push(order);
    const { source, sizeBytes } = order;
    this.running = [{ source, packets: 0, bytesRead: 0, sizeBytes, held: null }];
    return Promise.resolve('running');
  }

  async imports(): Promise<readonly RunningImport[]> {
    this.assertThere();
    return this.running;
  }

  stopImport(source: string): Promise<boolean> {
    this.assertThere();
    const runs = this.running.some((one) => one.source === source && one.held === null);
    this.running = this.running.map((one) => ({ ...one, held: 'stopped by a person' }));
    return Promise.resolve(runs);
  }

  async live(): Promise<LiveState> {
    this.assertThere();
    return { captures: this.listening, collectors: this.collectors, interfaces: ['eth0', 'lo'], spools: this.spools };
  }

  /** Collectors that run. */
  collectors: readonly RunningCollector[] = [];

  /** What waits for the log. */
  spools: readonly SensorSpool[] = [];

  async startLive(order: LiveOrder): Promise<string> {
    this.assertThere();
    const none = order.interfaces.find((name) => !['eth0', 'lo', 'any'].includes(name));
    if (none)
      throw new DomainError('BAD_USER_INPUT', `there is no interface ${none} here: give one of eth0, lo, or any`);
    const source = randomUUID();
    this.listening.push({ ...order, source, packets: 12, bytes: 900, dropped: 1, filtered: 3, waiting: null });
    return source;
  }

  async stopLive(source: string): Promise<boolean> {
    this.assertThere();
    const before = this.listening.length;
    this.listening = this.listening.filter((one) => one.source !== source);
    return this.listening.length < before;
  }

  async *packets(order: PacketsOrder): AsyncGenerator<SeenPacket | PacketsEnd> {
    this.assertThere();
    this.asked.push(order);
    if ('source' in order && this.notStored !== null) throw new DomainError('NOT_FOUND', this.notStored);
    const { skip, most } = order;
    yield* this.seen.slice(skip, skip + most);
    yield { more: this.seen.length > skip + most };
  }

  async packetStore(): Promise<PacketStoreState> {
    this.assertThere();
    return this.store;
  }

  async refreshStorage(): Promise<void> {
    this.assertThere();
    this.refreshed++;
  }

  async countPackets(wanted: PacketsWanted): Promise<Extent> {
    this.assertThere();
    this.wanted.push(wanted);
    return { packets: this.stored.length, bytes: 9 * this.stored.length };
  }

  async *extractPackets(_wanted: PacketsWanted, { packets }: Extent): AsyncGenerator<Buffer> {
    this.assertThere();
    for (const piece of this.stored.slice(0, packets)) yield typeof piece === 'string' ? Buffer.from(piece) : piece;
    if (this.breaksOff) throw new DomainError('SENSOR_UNREACHABLE', 'The sensor process does not answer.');
  }

  async recentPackets(_sensor: string, filter: string, most: number): Promise<LatelySeen> {
    this.assertThere();
    this.recentFilter = filter;
    return { seen: 12_345, packets: this.recent.slice(0, most) };
  }

  async startSandbox({ paused, packets: packetsInAll, ...order }: SandboxOrder): Promise<SandboxState> {
    this.assertThere();
    const replay: SandboxState = {
      ...{ ...order, id: randomUUID(), startedUs: 3_000_000, phase: paused ? 'paused' : 'playing', reason: null },
      ...{ atUs: order.firstUs, packetsInAll, packets: 0, bytes: 0, flowsOpen: 0, flowsEnded: 0, lookups: 0 },
      ...{ alerts: 0, records: 0, digest: null, flows: [], found: [] },
    };
    this.played.unshift(replay);
    return replay;
  }

  async steerSandbox(id: string, does: SandboxDoing): Promise<SandboxState> {
    const before = await this.sandbox(id);
    if (before.reason !== null) throw new DomainError('REPLAY_OVER', 'This replay is over. Start it anew.');
    const changes: Partial<SandboxState> = {
      play: { phase: 'playing' as const },
      pause: { phase: 'paused' as const },
      step: { phase: 'paused' as const },
      stop: { phase: 'stopped' as const, reason: 'stopped by a person' },
      seek: does.deed === 'seek' ? { atUs: does.atUs } : {},
      speed: does.deed === 'speed' ? { speed: does.speed } : {},
    }[does.deed];
    const after = { ...before, ...changes };
    this.played = this.played.map((one) => (one.id === id ? after : one));
    return after;
  }

  async sandbox(id: string): Promise<SandboxState> {
    this.assertThere();
    const found = this.played.find((one) => one.id === id);
    if (!found) throw new DomainError('NOT_FOUND', 'There is no such replay.');
    return found;
  }

  async sandboxes(): Promise<readonly SandboxState[]> {
    this.assertThere();
    return this.played;
  }

  async density({ sha256 }: { readonly sha256: string }, buckets: number): Promise<CaptureDensity> {
    this.assertThere();
    if (this.gone.has(sha256)) throw new DomainError('NOT_FOUND', 'the file is not there');
    return { widthUs: 1_000_000, packets: Array.from({ length: buckets }, (_, i) => i % 7) };
  }

  private assertThere(): void {
    if (this.away) throw new DomainError('SENSOR_UNREACHABLE', 'The sensor process does not answer.');
  }
}
