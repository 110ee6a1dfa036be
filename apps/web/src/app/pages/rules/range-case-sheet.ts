import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { query } from '../../core/api/query';
import { RangeState } from '../../core/range-state';
import { CaptureList, KeepRangeAsCase, Sensors } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { problemIn } from '../../ui/expression/reading';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';

const EXPECTS = [
  { expects: 'alert', label: 'Must raise an alert on them' },
  { expects: 'silence', label: 'Must not raise an alert on them' },
] as const;
type Expects = (typeof EXPECTS)[number]['expects'];

/** Keeps what was recorded as a test case of a rule: of a capture of the library, or of a sensor within the range of the top bar. */
@Component({
  selector: 'wl-range-case-sheet',
  imports: [Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="Add case from …" [subject]="rule().name" [opener]="opener()" (closed)="closed.emit()">
      <form (submit)="keep($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <p class="lead">
          The records stay with the rule, and every version is tried on them before it is published. A case holds 1000
          of them.
        </p>
        <div class="entry">
          <label class="label" for="case-from">Records of</label>
          <select #from id="case-from" class="field" (change)="chosen.set(from.value)">
            @for (one of sources(); track one.value) {
              <option [value]="one.value" [selected]="one.value === source()">{{ one.label }}</option>
            }
          </select>
          <p class="hint num">{{ hint() }}</p>
        </div>
        <div class="entry">
          <label class="label" for="case-filter">Flows that a filter lets pass (none: all)</label>
          <input
            id="case-filter"
            class="field mono"
            maxlength="4096"
            autocomplete="off"
            spellcheck="false"
            placeholder="src.ip = 10.0.0.1"
            [value]="filter()"
            (input)="filter.set(valueOf($event))"
          />
        </div>
        <fieldset class="entry">
          <legend class="label">The rule</legend>
          @for (one of choices; track one.expects) {
            <label class="check">
              <input
                type="radio"
                name="expects"
                [value]="one.expects"
                [checked]="expects() === one.expects"
                (change)="expects.set(one.expects)"
              />
              {{ one.label }}
            </label>
          }
        </fieldset>
        <div class="entry">
          <label class="label" for="range-case-name">Name</label>
          <input
            id="range-case-name"
            class="field"
            maxlength="200"
            [value]="name()"
            (input)="name.set(valueOf($event))"
          />
        </div>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy() || source() === ''">Keep</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrls: ['../../ui/sheet/sheet.css', '../alerts/suppress-sheet.css'],
})
export class RangeCaseSheet {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly range = inject(RangeState);
  protected readonly dialog = viewChild.required(Dialog);

  readonly rule = input.required<{ readonly id: string; readonly name: string }>();
  readonly opener = input<HTMLElement>();
  readonly closed = output();
  /** Position of the log where the case is kept. */
  readonly kept = output<string>();

  protected readonly work = sheetWork();
  protected readonly choices = EXPECTS;
  protected readonly expects = signal<Expects>('alert');
  protected readonly name = signal('');
  protected readonly filter = signal('');
  protected readonly chosen = signal('');
  protected readonly valueOf = (event: Event): string => (event.target as HTMLInputElement).value;

  private readonly captures = query(
    CaptureList,
    () => ({}),
    (result) => result.captures,
  );
  private readonly sensors = query(
    Sensors,
    () => ({}),
    (result) => result.sensors,
  );
  /** Captures and sensors that there are; their kind stands before a colon. */
  protected readonly sources = computed(() => [
    ...(this.captures.value() ?? [])
      .filter(({ state }) => state === 'imported')
      .map(({ id, name }) => ({ value: `capture:${id}`, label: `Capture ${name}` })),
    ...(this.sensors.value() ?? []).map(({ name }) => ({ value: `sensor:${name}`, label: `Sensor ${name}` })),
  ]);
  protected readonly source = computed(() => this.chosen() || (this.sources()[0]?.value ?? ''));
  protected readonly hint = computed(() => {
    if (this.source() === '') return 'There is neither an imported capture nor a sensor.';
    if (this.source().startsWith('capture:')) return 'All of the capture.';
    const { from, to } = this.range.input();
    return `Within the range of the top bar: ${from} to ${to}.`;
  });

  protected async keep(event: Event): Promise<void> {
    event.preventDefault();
    const [name, filter, source, expects] = [this.name().trim(), this.filter().trim(), this.source(), this.expects()];
    const what = source.slice(source.indexOf(':') + 1);
    const done = await this.work.run(async () => {
      if (name === '') throw new RangeError('A name is wanted.');
      const wrong = filter === '' ? null : problemIn(filter, 'flow');
      if (wrong) throw new RangeError(wrong.message);
      return this.gateway.run(KeepRangeAsCase, {
        ...{ id: this.rule().id, key: crypto.randomUUID(), name, expects },
        ...(source.startsWith('capture:') ? { capture: what } : { sensor: what, ...this.range.input() }),
        ...(filter === '' ? {} : { filter }),
      });
    });
    if (!done) return;
    void this.announcer.announce('Kept as a test case');
    this.kept.emit(done.done.position);
    this.dialog().close();
  }
}
