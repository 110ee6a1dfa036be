import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { EnrolSensor } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { sensorNameRules } from '../../ui/form/value-rules';
import { Icon } from '../../ui/icon';
import { SecretOnce } from '../settings/secret-once';
import { sheetWork } from '../../ui/sheet/sheet-work';

/** Makes a code for a sensor on another machine, and shows it once, with what to do with it. */
@Component({
  selector: 'wl-enrol-sheet',
  imports: [...FORM_PARTS, Dialog, Icon, SecretOnce],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog
      [heading]="heading()"
      [subject]="made() ? wanted().name : name()"
      [opener]="opener()"
      (closed)="closed.emit()"
    >
      @if (made(); as code) {
        <p class="lead">On the machine of the sensor, within an hour:</p>
        <pre class="mono">
wireledger sensor join --code CODE \\
  --to {{ address }}
wireledger sensor run</pre>
        <wl-secret-once
          label="Code"
          [secret]="code"
          warning="Shown once, good once. Whoever has it becomes this sensor."
          (done)="dialog().close()"
        />
      } @else {
        <form [formRoot]="entry">
          @if (work.problem(); as problem) {
            <p class="refused" role="alert">
              <wl-icon name="close" /><span>{{ problem }}</span>
            </p>
          }
          @if (name()) {
            <p class="lead">The key that it has is good until it gives another one with this code.</p>
          } @else {
            <div class="entry">
              <label class="label" for="enrol-name">Name of the sensor</label>
              <input
                id="enrol-name"
                class="field"
                autocomplete="off"
                spellcheck="false"
                describedBy="enrol-name-hint"
                [formField]="entry.name"
              />
              <wl-field-problem [of]="entry.name" control="enrol-name" />
              <p class="hint" id="enrol-name-hint">
                Lower-case letters, digits and hyphens, such as <span class="mono">branch-2</span>.
              </p>
            </div>
          }
          <div class="actions">
            <button type="button" class="button" (click)="dialog().close()">Cancel</button>
            <button type="submit" class="button primary" [disabled]="work.busy()">Make a code</button>
          </div>
        </form>
      }
    </wl-dialog>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
  styles: `
    pre {
      margin: var(--space-8) 0 var(--space-12);
      overflow-x: auto;
      font: var(--type-table);
      font-family: var(--font-mono);
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    .mono {
      font-family: var(--font-mono);
    }
  `,
})
export class EnrolSheet {
  private readonly gateway = inject(Gateway);
  protected readonly dialog = viewChild.required(Dialog);

  readonly opener = input<HTMLElement>();
  /** '' = a new sensor; else another key for this one. */
  readonly name = input.required<string>();
  readonly closed = output();
  readonly changed = output();

  protected readonly work = sheetWork();
  /** The name is there already where another key is made. */
  protected readonly wanted = linkedSignal(() => ({ name: this.name() }));
  protected readonly entry = entryForm(
    this.wanted,
    ({ name }) => sensorNameRules(name),
    () => this.enrol(),
    () => this.work.forget(),
  );
  protected readonly made = signal('');
  protected readonly address = location.origin;
  protected readonly heading = computed(() =>
    this.made() ? 'Ready: code for' : this.name() ? 'Another key for' : 'Enrol a sensor',
  );

  private async enrol(): Promise<void> {
    const name = this.wanted().name.trim();
    const code = await this.work.run(async () => (await this.gateway.run(EnrolSensor, { name })).done.code);
    if (code === undefined) return;
    this.made.set(code);
    this.changed.emit();
  }
}
