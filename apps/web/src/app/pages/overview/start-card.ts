import { ChangeDetectionStrategy, Component, inject, output, signal } from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Gateway } from '../../core/api/gateway';
import { toApiError } from '../../core/api/errors';
import { Session } from '../../core/session/session';
import { SetDemo } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';

/** Nothing was ever recorded: why, and three ways to begin. */
@Component({
  selector: 'wl-start-card',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'panel' },
  template: `
    <header>
      <h2>Wireledger has nothing to show yet</h2>
      <p class="second">
        No capture was replayed and no demo runs, so every panel below is empty. Start with any of these.
      </p>
    </header>
    <div class="ways">
      <section>
        <h3><span class="step first">1</span> Replay a capture</h3>
        <p class="second">Run this where the file is. It becomes flows, lookups and charts here.</p>
        <div class="command mono">
          <span>npx wireledger replay FILE</span>
          <button
            type="button"
            class="icon-button"
            aria-label="Copy the command"
            (click)="copy('npx wireledger replay FILE')"
          >
            <wl-icon name="copy" />
          </button>
        </div>
        <p class="muted caption">pcap or pcapng; the file is only read</p>
      </section>
      <section>
        <h3><span class="step">2</span> Show the demo</h3>
        <p class="second">An invented office network, alive as long as you like.</p>
        <ul class="caption">
          <li><wl-icon name="check" /> Marked as demo everywhere</li>
          <li><wl-icon name="check" /> Hidden with one click</li>
        </ul>
        @if (may) {
          <button type="button" class="button primary" [disabled]="busy()" (click)="demo()">
            <wl-icon name="box" /> Show the demo
          </button>
        } @else {
          <p class="muted caption"><wl-icon name="lock" /> Needs <span class="mono">sensors.write</span></p>
        }
        @if (problem()) {
          <p class="problem caption" role="alert">{{ problem() }}</p>
        }
      </section>
      <section>
        <h3><span class="step">3</span> Look at a file first</h3>
        <p class="second">Counts what a capture holds and records nothing.</p>
        <div class="command mono">
          <span>npx wireledger read FILE --summary</span>
          <button
            type="button"
            class="icon-button"
            aria-label="Copy the command"
            (click)="copy('npx wireledger read FILE --summary')"
          >
            <wl-icon name="copy" />
          </button>
        </div>
      </section>
    </div>
  `,
  styles: `
    header {
      padding: 20px var(--space-24) var(--space-16);
      border-bottom: var(--line) solid var(--grid);
    }
    h2 {
      font: var(--type-h1);
    }
    .ways {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(280px, 1fr));
    }
    section {
      display: flex;
      flex-direction: column;
      gap: var(--space-12);
      padding: 20px var(--space-24) var(--space-24);
      font: var(--type-table);
    }
    section + section {
      border-left: var(--line) solid var(--grid);
    }
    h3 {
      display: flex;
      align-items: center;
      gap: var(--space-8);
    }
    .step {
      display: inline-flex;
      align-items: center;
      justify-content: center;
      width: 24px;
      height: 24px;
      border: var(--line) solid var(--border-strong);
      border-radius: var(--radius-round);
      font: var(--type-caption);
      font-weight: 600;
    }
    .step.first {
      border-color: var(--accent);
      background: var(--accent);
      color: var(--on-accent);
    }
    .command {
      display: flex;
      align-items: center;
      justify-content: space-between;
      min-height: 38px;
      padding: 0 var(--space-4) 0 var(--space-12);
      border: var(--line) solid var(--border);
      border-radius: var(--radius-control);
      background: var(--sunken);
      overflow-wrap: anywhere;
    }
    .caption {
      font: var(--type-caption);
    }
    li {
      display: flex;
      align-items: center;
      gap: var(--space-8);
      line-height: 24px;
    }
    li wl-icon {
      color: var(--ok);
    }
    .button {
      align-self: flex-start;
    }
    .problem {
      color: var(--error);
    }
  `,
})
export class StartCard {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly may = inject(Session).can('sensors.write');
  protected readonly busy = signal(false);
  protected readonly problem = signal('');
  readonly started = output();

  protected copy(text: string): void {
    void navigator.clipboard
      ?.writeText(text)
      .then(() => this.announcer.announce('Copied'))
      .catch(() => undefined);
  }

  protected async demo(): Promise<void> {
    this.busy.set(true);
    this.problem.set('');
    try {
      await this.gateway.run(SetDemo, { shown: true });
      this.started.emit();
    } catch (error) {
      this.problem.set(toApiError(error).message);
    } finally {
      this.busy.set(false);
    }
  }
}
