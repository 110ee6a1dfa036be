import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { toApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { formatCount } from '../../format/numbers';
import { AlertReplay as ReplayOperation, type AlertReplayResult } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { WireText } from '../../ui/wire-text';

type Replay = AlertReplayResult['alertReplay'];

/** What each outcome looks like, and says. */
const OUTCOMES: Readonly<Record<Replay['outcome'], { readonly look: 'ok' | 'bad' | 'plain'; readonly word: string }>> =
  {
    same: { look: 'ok', word: 'Same alert' },
    different: { look: 'bad', word: 'Another alert' },
    nothing: { look: 'bad', word: 'No alert' },
    unfit: { look: 'plain', word: 'Not tried' },
  };

/** Runs the rule of an alert again over the records that the alert keeps, when asked, and tells what came of it. */
@Component({
  selector: 'wl-alert-replay',
  imports: [Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button
      type="button"
      class="button small"
      title="Runs the rule over these records again, and over nothing else. Nothing is written."
      [disabled]="busy()"
      (click)="run()"
    >
      <wl-icon name="refresh" /> {{ busy() ? 'Replaying …' : 'Replay this alert' }}
    </button>
    @if (told(); as result) {
      <p class="told" [class]="result.look">
        @if (result.look !== 'plain') {
          <wl-icon [name]="result.look === 'ok' ? 'check' : 'close'" />
        }
        <span
          ><strong>{{ result.word }}</strong
          >&ngsp;<wl-wire [text]="result.text" [fit]="false"
        /></span>
      </p>
    }
    @if (problem(); as wrong) {
      <p class="told bad" role="alert">
        <wl-icon name="close" /><span>{{ wrong }}</span>
      </p>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-4) var(--space-12);
      align-items: center;
      margin-top: var(--space-8);
    }
    .told {
      display: flex;
      gap: var(--space-4);
      align-items: baseline;
      font: var(--type-table);
    }
    wl-icon {
      flex: none;
      align-self: center;
    }
    strong {
      font-weight: 600;
    }
    .ok wl-icon,
    .ok strong {
      color: var(--ok);
    }
    .bad wl-icon,
    .bad strong {
      color: var(--error);
    }
  `,
})
export class AlertReplay {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);

  readonly alert = input.required<string>();
  /** Unit behind the measured value. */
  readonly unit = input('');

  protected readonly busy = signal(false);
  /** Of another alert nothing is told. */
  private readonly result = linkedSignal<string, Replay | undefined>({
    source: this.alert,
    computation: () => undefined,
  });
  protected readonly problem = linkedSignal<string, string>({ source: this.alert, computation: () => '' });
  protected readonly told = computed(() => {
    const result = this.result();
    return result && { ...OUTCOMES[result.outcome], text: sentenceOf(result, this.unit()) };
  });

  protected async run(): Promise<void> {
    const id = this.alert();
    this.busy.set(true);
    this.problem.set('');
    try {
      const { alertReplay } = await this.gateway.run(ReplayOperation, { id });
      if (id !== this.alert()) return;
      this.result.set(alertReplay);
      const told = this.told();
      if (told) await this.announcer.announce(`${told.word} ${told.text}`);
    } catch (error) {
      if (id === this.alert()) this.problem.set(toApiError(error).message);
    } finally {
      this.busy.set(false);
    }
  }
}

/** What came of it, behind the word for it. */
function sentenceOf({ outcome, records, value, withoutLast, note }: Replay, unit: string): string {
  const given = `${formatCount(records)} kept ${records === 1 ? 'record' : 'records'}`;
  const behind = note === null ? '' : ` ${note}`;
  if (outcome === 'unfit') return behind.trim();
  const measured = value === null ? '' : `: ${Number(value.toPrecision(6)).toLocaleString('en')} ${unit}`.trimEnd();
  const fewer =
    outcome === 'nothing' ? '' : withoutLast ? ' Without the last record still one.' : ' Without the last record none.';
  return `from ${given}${measured}.${fewer}${behind}`;
}
