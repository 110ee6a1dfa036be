import { ChangeDetectionStrategy, Component, computed, input, inject, linkedSignal, signal } from '@angular/core';
import { query } from '../../core/api/query';
import { Preferences } from '../../core/preferences';
import { CompareSandboxReplays, SandboxReplays } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { SeverityMark } from '../../ui/severity-mark';
import { QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { comparedFigures, countsOf, pairRow, replayWord, verdictOf } from './comparison-words';

/** Two replays of a capture side by side: what another version of a rule, or another speed, made of it. */
@Component({
  selector: 'wl-sandbox-comparison',
  imports: [Icon, QueryState, SeverityMark, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './sandbox-comparison.html',
  styleUrl: './sandbox-comparison.css',
})
export class SandboxComparison {
  private readonly preferences = inject(Preferences);
  /** SHA-256 of the capture. */
  readonly capture = input.required<string>();
  protected readonly open = signal(false);

  protected readonly replays = query(
    SandboxReplays,
    () => (this.open() ? { capture: this.capture() } : undefined),
    ({ sandboxReplays }) => sandboxReplays,
    () => this.capture(),
  );
  protected readonly choices = computed(() =>
    (this.replays.value() ?? []).map((replay) => ({
      id: replay.id,
      word: replayWord(replay, this.preferences.zone(), this.replays.at()),
    })),
  );
  /** The newest, and the one before it, until somebody chooses. */
  protected readonly after = this.choice(0);
  protected readonly before = this.choice(1);
  protected readonly compared = query(
    CompareSandboxReplays,
    () => (this.open() && this.before() !== '' ? { before: this.before(), after: this.after() } : undefined),
    ({ compareSandboxReplays }) => compareSandboxReplays,
    () => `${this.before()} ${this.after()}`,
  );
  protected readonly figures = computed(() => {
    const compared = this.compared.value();
    return compared ? comparedFigures(compared) : [];
  });
  protected readonly verdict = computed(() => {
    const compared = this.compared.value();
    return compared ? verdictOf(compared) : undefined;
  });
  protected readonly rows = computed(() =>
    (this.compared.value()?.alerts ?? []).map((pair, at) => pairRow(pair, at, this.preferences.zone())),
  );
  protected readonly counts = computed(() => countsOf(this.compared.value()?.alerts ?? []));

  /** Stays with what was chosen as long as it is there. */
  private choice(place: number) {
    return linkedSignal<readonly { readonly id: string }[], string>({
      source: this.choices,
      computation: (choices, previous) =>
        choices.some(({ id }) => id === previous?.value) ? (previous?.value ?? '') : (choices[place]?.id ?? ''),
    });
  }

  protected toggle(): void {
    this.open.update((open) => !open);
  }

  /** Replays that began meanwhile, and how far these have come. */
  protected again(): void {
    this.replays.reload();
    this.compared.reload();
  }
}
