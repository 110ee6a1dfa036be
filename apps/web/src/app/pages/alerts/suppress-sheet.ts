import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { SaveSuppression } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { WireText } from '../../ui/wire-text';
import { sheetWork } from '../../ui/sheet/sheet-work';
import type { AlertDetail } from './alert-why';

/** What is to stay out: alerts of the rule about the entity, of the rule alone, or about the entity whatever the rule. */
const KINDS = [
  { kind: 'both', label: 'Of this rule about this entity' },
  { kind: 'entity', label: 'About this entity, of any rule' },
  { kind: 'rule', label: 'Of this rule, about anything' },
] as const;
type Kind = (typeof KINDS)[number]['kind'];

const LENGTHS = [
  { hours: 24, label: 'for a day' },
  { hours: 7 * 24, label: 'for 7 days' },
  { hours: 30 * 24, label: 'for 30 days' },
  { hours: 0, label: 'until somebody ends it' },
] as const;

/** Keeps alerts like one out of the inbox: which, for how long, and why. */
@Component({
  selector: 'wl-suppress-sheet',
  imports: [Dialog, Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog [heading]="'Suppress similar alerts'" (closed)="closed.emit()">
      <form (submit)="save($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <p class="lead">
          They are raised and recorded all the same, and come back when this ends. Those that are there go out of the
          inbox too.
        </p>
        <fieldset class="entry">
          <legend class="label">Which</legend>
          @for (one of kinds; track one.kind) {
            <label class="check">
              <input
                type="radio"
                name="kind"
                [value]="one.kind"
                [checked]="kind() === one.kind"
                (change)="kind.set(one.kind)"
              />
              {{ one.label }}
            </label>
          }
        </fieldset>
        <dl class="facts">
          @if (kind() !== 'entity') {
            <dt>Rule</dt>
            <dd><wl-wire [text]="alert().title" /></dd>
          }
          @if (kind() !== 'rule') {
            <dt>Entity</dt>
            <dd class="mono"><wl-wire [text]="alert().entity" /></dd>
          }
        </dl>
        <div class="entry">
          <label class="label" for="suppress-length">How long</label>
          <select #length id="suppress-length" class="field" (change)="hours.set(+length.value)">
            @for (one of lengths; track one.hours) {
              <option [value]="one.hours" [selected]="one.hours === hours()">{{ one.label }}</option>
            }
          </select>
        </div>
        <div class="entry">
          <label class="label" for="suppress-reason">Reason</label>
          <textarea id="suppress-reason" name="reason" class="field" maxlength="500"></textarea>
        </div>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy()">Suppress</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrls: ['../../ui/sheet/sheet.css', './suppress-sheet.css'],
})
export class SuppressSheet {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  readonly detail = input.required<AlertDetail>();
  readonly closed = output();
  /** Position of the log where it is in force. */
  readonly saved = output<string>();

  protected readonly dialog = viewChild.required(Dialog);
  protected readonly work = sheetWork();
  protected readonly kinds = KINDS;
  protected readonly lengths = LENGTHS;
  protected readonly kind = signal<Kind>('both');
  protected readonly hours = signal(7 * 24);
  protected readonly alert = computed(() => this.detail().alert);

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const reason = (new FormData(event.target as HTMLFormElement).get('reason') as string | null) ?? '';
    const { rule, entity } = this.alert();
    const [kind, hours] = [this.kind(), this.hours()];
    const done = await this.work.run(async () => {
      if (reason.trim() === '') throw new RangeError('A reason is wanted.');
      return this.gateway.run(SaveSuppression, {
        ...{ id: crypto.randomUUID(), seen: 0, key: crypto.randomUUID(), reason },
        ...(kind === 'entity' ? {} : { rule }),
        ...(kind === 'rule' ? {} : { entity }),
        ...(hours === 0 ? {} : { until: new Date(Date.now() + hours * 3_600_000).toISOString() }),
      });
    });
    if (!done) return;
    void this.announcer.announce('Suppressed');
    this.saved.emit(done.done.position);
    this.dialog().close();
  }
}
