import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { Download } from '../../core/api/download';
import { type ApiError, toApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { LiveSocket } from '../../core/api/live-socket';
import { query } from '../../core/api/query';
import { Keys } from '../../core/keys';
import { declarePage } from '../../core/page';
import { Past } from '../../core/past';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import { formatBytes, formatCount } from '../../format/numbers';
import { formatDuration } from '../../format/times';
import {
  type CaptureFields,
  CaptureImports,
  CaptureList,
  ImportCapture,
  StopCaptureImport,
} from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { EmptyBox, QueryState, ReloadLine } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { CaptureDetail } from './capture-detail';
import { fileOf, type RunningImport, spanOf, stateOf } from './capture-words';
import { DeleteSheet } from './delete-sheet';
import { ExtractSheet } from './extract-sheet';
import { SandboxRoom } from './sandbox-room';
import { UploadPanel } from './upload-panel';
import { UploadQueue } from './upload-queue';

/** How often the list is read again while an import is on its way that nothing is told of: it has just begun, or just ended. */
const READ_EACH_MS = 2000;

/** Captures that people gave: in, looked at, into the history, out and deleted. */
@Component({
  selector: 'wl-pcap',
  imports: [
    CaptureDetail,
    DeleteSheet,
    EmptyBox,
    ExtractSheet,
    Icon,
    QueryState,
    ReloadLine,
    SandboxRoom,
    UploadPanel,
    WireText,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './pcap.html',
  styleUrls: ['../library.css', './pcap.css'],
})
export class PcapPage {
  private readonly gateway = inject(Gateway);
  private readonly session = inject(Session);
  private readonly url = inject(UrlState);
  private readonly download = inject(Download);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly queue = inject(UploadQueue);
  protected readonly past = inject(Past);
  private readonly upload = viewChild.required(UploadPanel);

  /** Where the newest change stands in the log: the list waits for it. */
  private readonly position = signal<string | null>(null);
  protected readonly list = query(
    CaptureList,
    () => ({ minPosition: this.position() }),
    (result) => result,
  );
  protected readonly limits = computed(() => this.list.value()?.uploadLimits);
  private readonly running = signal<ReadonlyMap<string, RunningImport>>(new Map());
  protected readonly reachable = signal(true);
  protected readonly busy = signal(false);
  protected readonly error = signal<ApiError | undefined>(undefined);
  protected readonly mayExtract = computed(() => this.session.can('packets.download'));
  protected readonly extracting = signal(false);
  protected readonly cut = signal<CaptureFields | undefined>(undefined);
  protected readonly extractor = signal<HTMLElement | undefined>(undefined);
  protected readonly deleting = signal<CaptureFields | undefined>(undefined);
  protected readonly opener = signal<HTMLElement | undefined>(undefined);

  protected readonly mayUpload = computed(() => this.session.can('pcap.upload') && !this.past.on());
  protected readonly mayReplay = computed(() => this.session.can('pcap.replay'));
  protected readonly rows = computed(() =>
    (this.list.value()?.captures ?? []).map((capture) => {
      const span = spanOf(capture);
      return {
        capture,
        state: stateOf(capture, this.running().get(capture.source)),
        size: formatBytes(capture.sizeBytes),
        packets: formatCount(capture.packets),
        flows: formatCount(capture.flows),
        span: span === null ? '–' : formatDuration(span),
        link: capture.linkTypes.join(', ') || '–',
      };
    }),
  );
  protected readonly total = computed(() => {
    const captures = this.list.value()?.captures ?? [];
    return `${formatCount(captures.length)}, ${formatBytes(captures.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0))}`;
  });
  private readonly asked = this.url.param('sel');
  protected readonly chosen = computed(() => {
    const rows = this.rows();
    return rows.find(({ capture }) => capture.id === this.asked()) ?? rows[0];
  });

  constructor() {
    declarePage({ title: 'PCAP' });
    inject(Keys).bind(
      { keys: 'j', also: ['ArrowDown'], label: 'Next capture', group: 'Lists', run: () => this.step(1) },
      { keys: 'k', also: ['ArrowUp'], label: 'Capture before', group: 'Lists', run: () => this.step(-1) },
      { keys: 'Shift+U', label: 'Choose files to upload', group: 'This page', run: () => this.upload().choose() },
      { keys: 'i', label: 'Import into history', group: 'This page', run: () => this.importByKey() },
    );
    effect(() => {
      const kept = this.queue.kept();
      untracked(() => {
        if (!kept) return;
        this.position.set(kept.position);
        this.select(kept.id);
        void this.announcer.announce(`${kept.name} came in`);
      });
    });
    this.follow();
    const timer = setInterval(() => this.lookAgain(), READ_EACH_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  protected select(id: string): void {
    this.url.patch({ sel: id }, 'replace');
  }

  protected import({ capture }: Row): Promise<void> {
    return this.change(`Importing ${capture.name}`, () => this.gateway.run(ImportCapture, { id: capture.id }));
  }

  protected stop({ capture }: Row): Promise<void> {
    return this.change('Import stopped', () => this.gateway.run(StopCaptureImport, { id: capture.id }));
  }

  /** Packets of the store, which come from sensors, or a cut of a capture of the list. */
  protected extract(opener: HTMLElement, capture?: CaptureFields): void {
    this.extractor.set(opener);
    this.cut.set(capture);
    this.extracting.set(true);
  }

  protected async take({ capture }: Row): Promise<void> {
    await this.work(() => this.download.save(`/api/captures/${capture.id}/file`, fileOf(capture)));
  }

  protected remove({ capture }: Row, opener: HTMLElement): void {
    this.opener.set(opener);
    this.deleting.set(capture);
  }

  protected deleted(position: string): void {
    this.position.set(position);
    void this.announcer.announce('Capture deleted');
  }

  private async change(
    said: string,
    run: () => Promise<{ readonly done: { readonly position: string } }>,
  ): Promise<void> {
    const answer = await this.work(run);
    if (!answer) return;
    this.position.set(answer.done.position);
    this.list.reload();
    await this.announcer.announce(said);
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

  private importByKey(): void {
    const row = this.chosen();
    const may = this.session.can('pcap.import') && !this.past.on();
    if (row && may && row.capture.packets > 0 && row.state.look !== 'ok' && row.state.look !== 'busy')
      void this.import(row);
  }

  private step(by: 1 | -1): void {
    const rows = this.rows();
    const at = rows.findIndex(({ capture }) => capture.id === this.chosen()?.capture.id);
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next) this.select(next.capture.id);
  }

  private lookAgain(): void {
    const waits = this.rows().some(({ state }) => state.look === 'busy' && state.share === null);
    if (waits && !this.list.loading()) this.list.reload();
  }

  /** Hears how far imports are; one that is no longer told of is over, and the list says how it ended. */
  private follow(): void {
    const socket = inject(LiveSocket);
    effect((onCleanup) => {
      onCleanup(
        socket.subscribe(CaptureImports, () => ({}), {
          frames: (frames) => {
            const frame = frames.at(-1)?.captureImports;
            if (!frame) return;
            const before = this.running();
            this.reachable.set(frame.reachable);
            if (!frame.reachable) return;
            this.running.set(new Map(frame.imports.map((one) => [one.source, one])));
            if ([...before.keys()].some((source) => !this.running().has(source))) this.list.reload();
          },
          state: () => undefined,
        }),
      );
    });
  }
}

type Row = ReturnType<PcapPage['rows']>[number];
