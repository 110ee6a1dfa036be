import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { maxLength, validate } from '@angular/forms/signals';
import { Gateway } from '../../core/api/gateway';
import { formatCount } from '../../format/numbers';
import { HuntFor } from '../../graphql/generated/operations';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { wanted } from '../../ui/form/rules';
import { unfinished } from '../../ui/form/value-rules';
import { Icon } from '../../ui/icon';
import { HuntJob } from './hunt-job';
import { HuntMatches } from './hunt-matches';
import { entriesOf, outcomeOf } from './hunt-words';

/** Most entries that are looked for at once. */
const MOST = 1000;

/** Asks whether something was ever observed, within two years. */
@Component({
  selector: 'wl-look-back',
  imports: [...FORM_PARTS, HuntMatches, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'panel', role: 'region', 'aria-labelledby': 'look-title' },
  template: `<header class="panel-head">
      <h2 id="look-title">Look back</h2>
      <span class="caption">Was it ever observed? Two years, by day</span>
    </header>
    <form [formRoot]="entry">
      <div class="line">
        <textarea
          id="look-entries"
          class="field mono"
          rows="1"
          spellcheck="false"
          autocomplete="off"
          aria-label="Addresses, prefixes, names or TLS fingerprints to look for"
          placeholder="198.51.100.0/24, bad.example, JA3 or JA4 – several lines are fine"
          [formField]="entry.entries"
          (keydown.enter)="entered($event)"
        ></textarea>
        <button type="submit" class="button primary" [disabled]="job.busy()"><wl-icon name="search" />Look back</button>
        @if (job.underWay()) {
          <button type="button" class="button" [disabled]="job.busy()" (click)="job.cancel()">Cancel</button>
        }
      </div>
      <wl-field-problem [of]="entry.entries" control="look-entries" />
    </form>
    @if (job.problem(); as problem) {
      <p class="told bad" role="alert">
        <wl-icon name="close" /><span>{{ problem.message }}</span>
      </p>
    }
    @if (job.now(); as hunt) {
      @if (job.underWay()) {
        <div
          class="track"
          role="progressbar"
          aria-label="Looking back"
          [attr.aria-valuenow]="(hunt.progress * 100).toFixed(0)"
          aria-valuemin="0"
          aria-valuemax="100"
        >
          <span [style.width.%]="hunt.progress * 100"></span>
        </div>
      } @else if (hunt.state === 'done') {
        <p class="told" role="status">
          <wl-icon [name]="hunt.matched > 0 ? 'warning' : 'check'" [class.found]="hunt.matched > 0" />
          <span>{{ told() }}</span>
        </p>
        @if (hunt.matches.length > 0) {
          <wl-hunt-matches [matches]="hunt.matches" />
        }
      } @else {
        <p class="told" role="status">
          <wl-icon name="minus" /><span>{{ told() }}</span>
        </p>
      }
    }`,
  styles: `
    form {
      padding: 0 var(--panel-pad) var(--space-12);
    }
    .line {
      display: flex;
      align-items: flex-start;
      gap: var(--space-8);
    }
    textarea {
      flex: 1 1 auto;
      min-width: 0;
      min-height: 32px;
      max-height: 160px;
      padding-block: 6px;
      field-sizing: content;
      resize: vertical;
    }
    .track {
      height: 4px;
      background: var(--grid);
    }
    .track span {
      display: block;
      height: 100%;
      background: var(--accent);
    }
    .told {
      display: flex;
      gap: var(--space-8);
      padding: 0 var(--panel-pad) var(--space-12);
      font: var(--type-table);
    }
    .told wl-icon {
      flex: none;
      color: var(--ok);
    }
    .told wl-icon.found {
      color: var(--sev-medium-text);
    }
    .told.bad wl-icon {
      color: var(--error);
    }
  `,
})
export class LookBack {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly job = new HuntJob((hunt) => void this.announcer.announce(outcomeOf(hunt)));

  private readonly asked = signal({ entries: '' });
  protected readonly entry = entryForm(
    this.asked,
    ({ entries }) => {
      wanted(entries, 'Name something to look for.');
      maxLength(entries, 60_000, { message: '60,000 characters at most' });
      validate(entries, ({ value }) =>
        unfinished(
          entriesOf(value()).length > MOST
            ? `At most ${formatCount(MOST)} entries at once. Make a list of them, and look back for that.`
            : '',
        ),
      );
    },
    () => this.ask(),
    () => this.job.problem.set(null),
  );

  protected readonly told = computed(() => {
    const hunt = this.job.now();
    if (!hunt) return '';
    if (hunt.state !== 'done') return hunt.note ?? `Nothing is told: ${outcomeOf(hunt)}.`;
    const said = hunt.matched === 0 ? `None of ${formatCount(hunt.looked)} was ever observed.` : `${outcomeOf(hunt)}.`;
    return hunt.note === null ? said : `${said} ${hunt.note}`;
  });

  /** Enter asks; with Shift it begins another line. */
  protected entered(event: Event): void {
    if ((event as KeyboardEvent).shiftKey) return;
    event.preventDefault();
    (event.target as HTMLTextAreaElement).form?.requestSubmit();
  }

  private async ask(): Promise<void> {
    const entries = entriesOf(this.asked().entries);
    await this.job.follow(async () => (await this.gateway.run(HuntFor, { entries })).done);
  }
}
