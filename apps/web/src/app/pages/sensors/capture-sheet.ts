import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  untracked,
  viewChild,
} from '@angular/core';
import { maxLength, type SchemaPathTree, validate } from '@angular/forms/signals';
import { Gateway } from '../../core/api/gateway';
import { StartLiveCapture, type StartLiveCaptureVariables } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { entryForm } from '../../ui/form/entry-form';
import { problemId } from '../../ui/form/field-problem';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { sensorNameRules } from '../../ui/form/value-rules';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';
import { InterfaceChoice } from './interface-choice';

/** Loopback is seldom what somebody wants to see first. */
const LOOPBACK = 'lo';
/** Most interfaces of a capture. */
const MOST_INTERFACES = 10;

/** The two languages of capture filters: where one is applied, an expression of it, and how long one may be. */
const LANGUAGES = {
  bpf: { where: 'The kernel hands over what fits', example: 'not port 22', most: 2000 },
  own: { where: 'The sensor asks each packet', example: 'proto = tcp and not port = 22', most: 4096 },
} as const;

/** A capture as it is asked for. */
interface CaptureEntry {
  readonly interfaces: readonly string[];
  readonly filter: string;
  readonly language: keyof typeof LANGUAGES;
  readonly sensor: string;
  /** Bytes of each packet; '' = all. */
  readonly snaplen: string;
  readonly promiscuous: boolean;
}

/** What the sensor takes. Whether a filter is understood, it says itself. */
function captureRules(entry: SchemaPathTree<CaptureEntry>): void {
  validate(entry.interfaces, ({ value }) => {
    if (value().length === 0) return { kind: 'required', message: 'Choose an interface.' };
    const message = `A capture listens to at most ${MOST_INTERFACES} interfaces. Start another one for the rest.`;
    return value().length > MOST_INTERFACES ? { kind: 'many', message } : undefined;
  });
  maxLength(entry.filter, ({ valueOf }) => LANGUAGES[valueOf(entry.language)].most, {
    message: ({ valueOf }) => `${LANGUAGES[valueOf(entry.language)].most} characters at most`,
  });
  sensorNameRules(entry.sensor);
  validate(entry.snaplen, ({ value }) => {
    const [text, bytes] = [value().trim(), Number(value())];
    if (text === '' || (/^\d{1,6}$/.test(text) && bytes >= 64 && bytes <= 262_144)) return undefined;
    return { kind: 'unfinished', message: 'Bytes of each packet: a number from 64 to 262144, or nothing for all.' };
  });
}

const orderOf = (entry: CaptureEntry): StartLiveCaptureVariables => ({
  interfaces: [...entry.interfaces],
  bpf: (entry.language === 'bpf' && entry.filter.trim()) || null,
  filter: (entry.language === 'own' && entry.filter.trim()) || null,
  snaplen: entry.snaplen.trim() === '' ? null : Number(entry.snaplen),
  ...{ promiscuous: entry.promiscuous, sensor: entry.sensor.trim() },
});

/** Starts a live capture: which interfaces, what of their traffic, under which name. */
@Component({
  selector: 'wl-capture-sheet',
  imports: [...FORM_PARTS, Dialog, Icon, InterfaceChoice],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="Listen to interfaces" [opener]="opener()" (closed)="closed.emit()">
      <form [formRoot]="entry">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <fieldset>
          <legend class="label">Interfaces of the sensor's machine</legend>
          <wl-interface-choice
            [interfaces]="interfaces()"
            [describedBy]="problemId('capture-interfaces')"
            [formField]="entry.interfaces"
          />
          <wl-field-problem [of]="entry.interfaces" control="capture-interfaces" />
        </fieldset>
        <div class="filter">
          <div class="entry">
            <label class="label" for="capture-filter">Filter</label>
            <input
              id="capture-filter"
              class="field mono"
              autocomplete="off"
              spellcheck="false"
              describedBy="capture-filter-hint"
              placeholder="everything"
              [formField]="entry.filter"
            />
          </div>
          <div class="entry">
            <label class="label" for="capture-language">Written in</label>
            <select id="capture-language" class="field" [formField]="entry.language">
              <option value="bpf">pcap-filter</option>
              <option value="own">the filter language</option>
            </select>
          </div>
        </div>
        <wl-field-problem class="under" [of]="entry.filter" control="capture-filter" />
        <p class="hint under" id="capture-filter-hint">
          {{ words().where }}, such as <span class="mono">{{ words().example }}</span>.
        </p>
        <div class="pair">
          <div class="entry">
            <label class="label" for="capture-sensor">Name of the sensor</label>
            <input id="capture-sensor" class="field" autocomplete="off" spellcheck="false" [formField]="entry.sensor" />
            <wl-field-problem [of]="entry.sensor" control="capture-sensor" />
          </div>
          <div class="entry">
            <label class="label" for="capture-snaplen">Bytes of each packet</label>
            <input
              id="capture-snaplen"
              class="field"
              inputmode="numeric"
              autocomplete="off"
              placeholder="all"
              [formField]="entry.snaplen"
            />
            <wl-field-problem [of]="entry.snaplen" control="capture-snaplen" />
          </div>
        </div>
        <label class="choice">
          <input type="checkbox" [formField]="entry.promiscuous" />
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
    .under {
      margin-top: calc(var(--space-4) - var(--space-12));
    }
    .pair {
      display: grid;
      align-items: start;
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
  protected readonly problemId = problemId;
  /** Begins with the first interface that leads out; what the sensor names later changes nothing that was chosen. */
  private readonly asked = linkedSignal<CaptureEntry>(() => ({
    interfaces: untracked(this.interfaces)
      .filter((name) => name !== LOOPBACK)
      .slice(0, 1),
    ...{ filter: '', language: 'bpf', sensor: 'live', snaplen: '', promiscuous: true },
  }));
  protected readonly entry = entryForm(
    this.asked,
    captureRules,
    () => this.start(),
    () => this.work.forget(),
  );
  protected readonly words = computed(() => LANGUAGES[this.asked().language]);

  private async start(): Promise<void> {
    const done = await this.work.run(() => this.gateway.run(StartLiveCapture, orderOf(this.asked())));
    if (!done) return;
    await this.announcer.announce('Listening');
    this.changed.emit();
    this.dialog().close();
  }
}
