import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { StartLiveCapture } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';

/** Loopback is seldom what somebody wants to see first. */
const LOOPBACK = 'lo';

/** The two languages of capture filters: where one is applied, an expression of it, and how long one may be. */
const LANGUAGES = {
  bpf: { where: 'The kernel hands over what fits', example: 'not port 22', most: 2000 },
  own: { where: 'The sensor asks each packet', example: 'proto = tcp and not port = 22', most: 4096 },
} as const;

/** Starts a live capture: which interfaces, what of their traffic, under which name. */
@Component({
  selector: 'wl-capture-sheet',
  imports: [Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="Listen to interfaces" [opener]="opener()" (closed)="closed.emit()">
      <form (submit)="start($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <fieldset>
          <legend class="label">Interfaces of the sensor's machine</legend>
          <div class="choices">
            @for (name of interfaces(); track name) {
              <label class="choice">
                <input type="checkbox" [checked]="chosen().has(name)" (change)="choose(name)" />
                <span class="mono">{{ name }}</span>
              </label>
            } @empty {
              <p class="hint">The sensor names none.</p>
            }
          </div>
        </fieldset>
        <div class="filter">
          <div class="entry">
            <label class="label" for="capture-filter">Filter</label>
            <input
              id="capture-filter"
              class="field mono"
              autocomplete="off"
              spellcheck="false"
              aria-describedby="capture-filter-hint"
              [maxLength]="words().most"
              placeholder="everything"
              [value]="filter()"
              (input)="filter.set(valueOf($event))"
            />
          </div>
          <div class="entry">
            <label class="label" for="capture-language">Written in</label>
            <select
              id="capture-language"
              class="field"
              (change)="language.set(valueOf($event) === 'own' ? 'own' : 'bpf')"
            >
              <option value="bpf" [selected]="language() === 'bpf'">pcap-filter</option>
              <option value="own" [selected]="language() === 'own'">the filter language</option>
            </select>
          </div>
        </div>
        <p class="hint under" id="capture-filter-hint">
          {{ words().where }}, such as <span class="mono">{{ words().example }}</span>.
        </p>
        <div class="pair">
          <div class="entry">
            <label class="label" for="capture-sensor">Name of the sensor</label>
            <input
              id="capture-sensor"
              class="field"
              autocomplete="off"
              spellcheck="false"
              required
              maxlength="32"
              [value]="sensor()"
              (input)="sensor.set(valueOf($event))"
            />
          </div>
          <div class="entry">
            <label class="label" for="capture-snaplen">Bytes of each packet</label>
            <input
              id="capture-snaplen"
              class="field"
              inputmode="numeric"
              autocomplete="off"
              placeholder="all"
              [value]="snaplen()"
              (input)="snaplen.set(valueOf($event))"
            />
          </div>
        </div>
        <label class="choice">
          <input type="checkbox" [checked]="promiscuous()" (change)="promiscuous.set(!promiscuous())" />
          <span>Also what is addressed to others (promiscuous)</span>
        </label>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy()">
            {{ work.busy() ? 'Opening …' : 'Listen' }}
          </button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
  styles: `
    fieldset {
      padding: 0;
      border: 0;
    }
    legend {
      padding: 0;
      margin-left: -2px;
      margin-bottom: 6px;
    }
    .choices {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-4) var(--space-16);
      max-height: 160px;
      overflow-y: auto;
    }
    .choice {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      min-height: 28px;
      font: var(--type-table);
    }
    .mono {
      font-family: var(--font-mono);
    }
    .filter {
      display: grid;
      grid-template-columns: 1fr 168px;
      gap: var(--space-12);
    }
    .hint.under {
      margin-top: calc(var(--space-4) - var(--space-12));
    }
    .pair {
      display: grid;
      grid-template-columns: 1fr 1fr;
      gap: var(--space-12);
    }
  `,
})
export class CaptureSheet {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly dialog = viewChild.required(Dialog);

  readonly opener = input<HTMLElement>();
  readonly interfaces = input.required<readonly string[]>();
  readonly closed = output();
  readonly changed = output();

  protected readonly work = sheetWork();
  private readonly picked = signal<ReadonlySet<string> | undefined>(undefined);
  /** Until somebody chooses: the first one that leads out. */
  protected readonly chosen = computed<ReadonlySet<string>>(
    () =>
      this.picked() ??
      new Set(
        this.interfaces()
          .filter((name) => name !== LOOPBACK)
          .slice(0, 1),
      ),
  );
  protected readonly filter = signal('');
  protected readonly language = signal<'bpf' | 'own'>('bpf');
  protected readonly words = computed(() => LANGUAGES[this.language()]);
  protected readonly sensor = signal('live');
  protected readonly snaplen = signal('');
  protected readonly promiscuous = signal(true);

  protected valueOf(event: Event): string {
    return (event.target as HTMLInputElement).value;
  }

  protected choose(name: string): void {
    const next = new Set(this.chosen());
    if (!next.delete(name)) next.add(name);
    this.picked.set(next);
  }

  protected async start(event: Event): Promise<void> {
    event.preventDefault();
    const done = await this.work.run(async () => {
      const snaplen = this.snaplen().trim();
      if (this.chosen().size === 0) throw new RangeError('Choose an interface.');
      if (this.sensor().trim() === '') throw new RangeError('A name is wanted.');
      if (snaplen !== '' && !/^\d{1,6}$/.test(snaplen))
        throw new RangeError('Bytes of each packet: a number from 64 to 262144, or nothing for all.');
      return this.gateway.run(StartLiveCapture, {
        interfaces: [...this.chosen()],
        bpf: (this.language() === 'bpf' && this.filter().trim()) || null,
        filter: (this.language() === 'own' && this.filter().trim()) || null,
        snaplen: snaplen === '' ? null : Number(snaplen),
        promiscuous: this.promiscuous(),
        sensor: this.sensor().trim(),
      });
    });
    if (!done) return;
    await this.announcer.announce('Listening');
    this.changed.emit();
    this.dialog().close();
  }
}
