import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, DestroyRef, computed, effect, inject, signal } from '@angular/core';
import { Download } from '../../core/api/download';
import { ApiError, toApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { query } from '../../core/api/query';
import { Keys } from '../../core/keys';
import { Preferences } from '../../core/preferences';
import { formatAge, formatClock } from '../../format/times';
import { type ExportFile, ExportHistory, IntegrityState, VerifyHistory } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { ErrorBox, QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { shortHash } from './audit-words';
import { cellsOf, isUnderWay, plainSpaces, positionText, verdictOf } from './integrity-words';

const TICK_MS = 1_000;
const IDLE_TICKS = 15;
const SEAL_S = 60;
const SHOWN_FAULTS = 5;

/** Whether the history is what was sealed, how far, and by which key; and the order to check it. */
@Component({
  selector: 'wl-integrity',
  imports: [ErrorBox, Icon, QueryState, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'region', 'aria-label': 'Integrity' },
  templateUrl: './integrity-panel.html',
  styleUrl: './integrity-panel.css',
})
export class IntegrityPanel {
  private readonly gateway = inject(Gateway);
  private readonly preferences = inject(Preferences);
  protected readonly state = query(
    IntegrityState,
    () => ({}),
    (result) => result.integrity,
  );
  private readonly download = inject(Download);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly asking = signal(false);
  /** What failed, for the box above. */
  protected readonly trouble = signal('The check');
  /** Bundle that was asked for here, null until it has an id: it is saved once it is ready. */
  private readonly wanted = signal<string | null | undefined>(undefined);
  protected readonly signing = computed(() => this.wanted() !== undefined);
  protected readonly failed = signal<ApiError | undefined>(undefined);
  private readonly now = signal(Date.now());
  private ticks = 0;

  protected readonly underWay = computed(() => this.asking() || isUnderWay(this.state.value()?.check?.state ?? ''));
  protected readonly verdict = computed(() => {
    const found = this.state.value();
    const verdict = found && verdictOf(found, (time) => formatClock(Date.parse(time), this.preferences.zone()));
    return verdict && { ...verdict, about: plainSpaces(verdict.about) };
  });
  protected readonly icon = computed(
    () => ({ good: 'shield', bad: 'warning', open: 'clock' })[this.verdict()?.tone ?? 'open'] as 'shield',
  );
  protected readonly cells = computed(() => {
    const found = this.state.value();
    return found ? cellsOf(found) : [];
  });
  protected readonly faults = computed(() => {
    const faults = this.state.value()?.check?.faults ?? [];
    return {
      rows: faults.slice(0, SHOWN_FAULTS).map((fault) => ({ ...fault, position: positionText(fault.position) })),
      more: Math.max(0, faults.length - SHOWN_FAULTS),
    };
  });
  protected readonly figures = computed(() => {
    const found = this.state.value();
    if (!found) return undefined;
    const { check, anchors, seals } = found;
    const last = seals.at(-1);
    const agreeing = anchors.filter(({ agrees }) => agrees).length;
    const looked = found.lookedAt === null ? undefined : this.now() - Date.parse(found.lookedAt);
    return {
      verified: check?.state === 'done' ? positionText(check.position) : 'not yet',
      head: found.head === null ? '' : `of ${positionText(found.head)}`,
      hash: found.sealHash === null ? 'no seal yet' : shortHash(found.sealHash),
      fullHash: found.sealHash ?? '',
      seal: last ? `${formatAge(this.now() - Date.parse(last.at))} old` : 'none',
      key: found.key === null ? '' : `key ${found.key.slice(0, 8)}`,
      anchors: anchors.length === 0 ? 'none' : `${agreeing} of ${anchors.length} agree`,
      anchored: anchors.map(({ error, seal }) => error ?? (seal === null ? '' : `seal ${seal}`)).join(', '),
      next:
        looked === undefined
          ? 'no sealer runs'
          : looked > 2.5 * SEAL_S * 1000
            ? 'overdue'
            : formatAge(Math.max(0, SEAL_S * 1000 - looked)),
      publicKey: found.publicKey === null ? '' : `data:application/x-pem-file,${encodeURIComponent(found.publicKey)}`,
    };
  });

  constructor() {
    inject(Keys).bind({ keys: 'v', label: 'Verify the history now', group: 'This page', run: () => this.verify() });
    const timer = setInterval(() => this.tick(), TICK_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
    effect(() => {
      const bundle = this.state.value()?.bundle;
      if (!bundle || bundle.id !== this.wanted() || isUnderWay(bundle.state)) return;
      this.wanted.set(undefined);
      if (bundle.state === 'done') void this.save(bundle);
      else this.failed.set(new ApiError('EXPORT_FAILED', bundle.error ?? `It is ${bundle.state}.`));
    });
  }

  /** Whatever failed last, once more. */
  protected again(): void {
    if (this.trouble() === 'The check') this.verify();
    else void this.sign();
  }

  protected verify(): void {
    if (this.underWay()) return;
    this.asking.set(true);
    this.failed.set(undefined);
    this.trouble.set('The check');
    void this.gateway
      .run(VerifyHistory, {})
      .then(() => this.state.reload())
      .catch((error: unknown) => this.failed.set(toApiError(error)))
      .finally(() => this.asking.set(false));
  }

  /** Has a bundle written, and saves it when it is. */
  protected async sign(): Promise<void> {
    if (this.signing()) return;
    this.wanted.set(null);
    this.failed.set(undefined);
    this.trouble.set('The signed export');
    try {
      const { exportHistory } = await this.gateway.run(ExportHistory, {});
      this.wanted.set(exportHistory.id);
      this.state.reload();
    } catch (error) {
      this.wanted.set(undefined);
      this.failed.set(toApiError(error));
    }
  }

  private async save({ id, fileName }: ExportFile): Promise<void> {
    try {
      await this.download.save(`/api/audit/bundles/${encodeURIComponent(id)}/file`, fileName);
      await this.announcer.announce(`Signed export saved: ${fileName}`);
    } catch (error) {
      this.failed.set(toApiError(error));
    }
  }

  private tick(): void {
    this.now.set(Date.now());
    this.ticks += 1;
    if (document.hidden || this.state.loading()) return;
    if (this.underWay() || this.signing() || this.ticks % IDLE_TICKS === 0) this.state.reload();
  }
}
