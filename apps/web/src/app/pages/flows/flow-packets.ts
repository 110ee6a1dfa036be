import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { Download } from '../../core/api/download';
import { type ApiError, toApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { query } from '../../core/api/query';
import { Session } from '../../core/session/session';
import { StepUp } from '../../core/session/step-up';
import { formatCount } from '../../format/numbers';
import { FlowPacketBytes, type FlowPacketBytesResult, FlowPacketList } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { MaskedNote } from '../../ui/masked-note';
import { QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { hexLines } from './hex-lines';

const PAGE = 200;
type Packet = FlowPacketBytesResult['flowPacket'];

/** The packets of a flow that came from an imported capture: a list, each with its layers and bytes for who may, and a pcap file. */
@Component({
  selector: 'wl-flow-packets',
  imports: [Icon, MaskedNote, QueryState, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './flow-packets.html',
  styleUrl: './flow-packets.css',
})
export class FlowPackets {
  private readonly gateway = inject(Gateway);
  private readonly stepUp = inject(StepUp);
  private readonly download = inject(Download);
  private readonly session = inject(Session);
  readonly flow = input.required<{ readonly id: string; readonly srcPackets: number; readonly dstPackets: number }>();

  private readonly id = computed(() => this.flow().id);
  protected readonly skip = linkedSignal<string, number>({ source: this.id, computation: () => 0 });
  protected readonly list = query(
    FlowPacketList,
    () => ({ id: this.id(), skip: this.skip() }),
    ({ flowPackets }) => flowPackets,
    () => `${this.id()} ${this.skip()}`,
  );
  protected readonly mayRead = computed(() => this.session.can('packets.payload'));
  protected readonly mayTake = computed(() => this.session.can('packets.download'));
  protected readonly busy = signal(false);
  protected readonly error = signal<ApiError | undefined>(undefined);
  protected readonly open = linkedSignal<string, Packet | undefined>({
    source: () => `${this.id()} ${this.skip()}`,
    computation: () => undefined,
  });
  protected readonly marked = signal<number | null>(null);

  protected readonly rows = computed(() => {
    const packets = this.list.value()?.packets ?? [];
    const first = this.firstAt();
    return packets.map((packet) => ({
      ...packet,
      time: ((micros(packet.at) - (first ?? micros(packet.at))) / 1e6).toFixed(6),
      cut: packet.captured < packet.length,
    }));
  });
  protected readonly span = computed(() => {
    const { srcPackets, dstPackets } = this.flow();
    const rows = this.rows();
    const [from, to] = [rows[0]?.n ?? 0, rows.at(-1)?.n ?? 0];
    return `${formatCount(from)} to ${formatCount(to)} of ${formatCount(srcPackets + dstPackets)}`;
  });
  /** Packets that the flow had and nobody kept: known once the last ones are listed. */
  protected readonly missing = computed(() => {
    const { srcPackets, dstPackets } = this.flow();
    const last = this.rows().at(-1)?.n ?? this.skip();
    return this.list.value()?.more === false ? Math.max(0, srcPackets + dstPackets - last) : 0;
  });
  protected readonly words = formatCount;
  protected readonly lines = computed(() => hexLines(this.open()?.hex ?? ''));
  /** Time of the first packet of all, which the first page has. */
  private readonly firstAt = linkedSignal<{ id: string; at: string | undefined }, number | undefined>({
    source: () => ({ id: this.id(), at: this.skip() === 0 ? this.list.value()?.packets[0]?.at : undefined }),
    computation: ({ id, at }, before) =>
      at !== undefined ? micros(at) : before?.source.id === id ? before.value : undefined,
  });

  protected turn(by: 1 | -1): void {
    this.skip.update((skip) => Math.max(0, skip + by * PAGE));
  }

  protected async read(n: number): Promise<void> {
    if (this.open()?.n === n) {
      this.open.set(undefined);
      return;
    }
    const id = this.id();
    const found = await this.work(() => this.stepUp.around(() => this.gateway.run(FlowPacketBytes, { id, n })));
    if (!found || this.id() !== id) return;
    this.marked.set(null);
    this.open.set(found.flowPacket);
  }

  protected async take(): Promise<void> {
    const id = this.id();
    await this.work(() => this.download.save(`/api/flows/${id}/pcap`, `flow-${id.slice(0, 12)}.pcap`));
  }

  protected isMarked(at: number): boolean {
    const layer = this.open()?.layers[this.marked() ?? -1];
    return layer !== undefined && at >= layer.from && at < layer.to;
  }

  private async work<T>(run: () => Promise<T>): Promise<T | undefined> {
    if (this.busy()) return undefined;
    this.busy.set(true);
    this.error.set(undefined);
    try {
      return await run();
    } catch (error) {
      this.error.set(toApiError(error));
      return undefined;
    } finally {
      this.busy.set(false);
    }
  }
}

/** µs since 1970 of an RFC 3339 time with six digits: more than Date.parse keeps. */
const micros = (time: string): number =>
  Math.floor(Date.parse(time) / 1000) * 1e6 + Number(time.slice(20, 26).padEnd(6, '0'));
