import { ChangeDetectionStrategy, Component, inject, input, linkedSignal, output } from '@angular/core';
import {
  type AlertSeverity,
  type ChannelFields,
  type PolicyFields,
  SaveEscalationPolicy,
} from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { NotifyDesk } from './notify-desk';
import { addressesOf, clockOf, minuteOf } from './notify-words';

interface Step {
  readonly minutes: number;
  readonly channels: readonly string[];
}

const MOST_STEPS = 10;
const SEVERITIES: readonly AlertSeverity[] = ['critical', 'high', 'medium', 'low', 'info'];
const SECONDS = 60;

/** Makes or changes an escalation policy. */
@Component({
  selector: 'wl-policy-form',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="submit($event)" [attr.aria-label]="policy() ? 'Change policy' : 'New policy'">
      <label class="label" for="policy-name">Name</label>
      <input name="name" id="policy-name" class="field" required maxlength="100" [value]="policy()?.name ?? ''" />
      <div class="row">
        <div>
          <label class="label" for="policy-least">For alerts from</label>
          <select name="least" id="policy-least" class="field">
            @for (one of severities; track one) {
              <option [value]="one" [selected]="one === (policy()?.least ?? 'high')">{{ one }}</option>
            }
          </select>
        </div>
        <div class="wide">
          <label class="label" for="policy-sensors">Sensors, none = all</label>
          <input name="sensors" id="policy-sensors" class="field" [value]="(policy()?.sensors ?? []).join(', ')" />
        </div>
      </div>
      <label class="check"
        ><input name="onEscalation" type="checkbox" [checked]="policy()?.onEscalation ?? true" /> Also when a person
        escalates an alert</label
      >
      <label class="check"
        ><input name="late" type="checkbox" [checked]="policy()?.late ?? false" /> Also for alerts of imports and late
        data</label
      >
      <fieldset>
        <legend class="label">Steps, until somebody takes the alert on</legend>
        @for (step of steps(); track $index; let i = $index) {
          <div class="step">
            <span class="muted num">{{ i + 1 }}</span>
            <input
              class="field short num"
              type="number"
              min="0"
              max="10080"
              required
              [attr.aria-label]="'Delay of step ' + (i + 1) + ', minutes'"
              [value]="step.minutes"
              (input)="wait(i, $any($event.target).valueAsNumber)"
            />
            <span class="second">min</span>
            <div class="channels">
              @for (channel of channels(); track channel.id) {
                <label class="check">
                  <input
                    type="checkbox"
                    [checked]="step.channels.includes(channel.id)"
                    [attr.aria-label]="'Step ' + (i + 1) + ' tells ' + channel.name"
                    (change)="toggle(i, channel.id)"
                  />
                  {{ channel.name }}
                </label>
              } @empty {
                <span class="muted">Make a channel first.</span>
              }
            </div>
            @if (steps().length > 1) {
              <button type="button" class="icon-button" [attr.aria-label]="'Remove step ' + (i + 1)" (click)="drop(i)">
                <wl-icon name="close" />
              </button>
            }
          </div>
        }
        @if (steps().length < mostSteps) {
          <button type="button" class="button small" (click)="add()"><wl-icon name="plus" />Add a step</button>
        }
      </fieldset>
      <fieldset>
        <legend class="label">Quiet hours, none when empty</legend>
        <div class="row">
          <input name="from" class="field short" type="time" aria-label="Quiet from" [value]="quiet().from" />
          <span class="second to">to</span>
          <input name="to" class="field short" type="time" aria-label="Quiet to" [value]="quiet().to" />
          <input name="zone" class="field wide" aria-label="Time zone of the quiet hours" [value]="quiet().zone" />
          <span class="second to">but for</span>
          <select name="spares" class="field short" aria-label="Severity from which quiet hours do not count">
            @for (one of severities; track one) {
              <option [value]="one" [selected]="one === quiet().spares">{{ one }}</option>
            }
          </select>
        </div>
      </fieldset>
      <label class="check"><input name="on" type="checkbox" [checked]="policy()?.enabled ?? true" /> In force</label>
      <div class="actions">
        <button type="submit" class="button primary" [disabled]="desk.busy()">
          {{ policy() ? 'Save policy' : 'Make policy' }}
        </button>
        <button type="button" class="button" (click)="closed.emit()">Cancel</button>
      </div>
    </form>
  `,
  styleUrl: './forms.css',
})
export class PolicyForm {
  protected readonly desk = inject(NotifyDesk);
  /** The one that is changed; a new one when absent. */
  readonly policy = input<PolicyFields | undefined>(undefined);
  readonly channels = input.required<readonly ChannelFields[]>();
  readonly closed = output();

  protected readonly severities = SEVERITIES;
  protected readonly mostSteps = MOST_STEPS;
  protected readonly steps = linkedSignal<readonly Step[]>(() => {
    const steps = this.policy()?.steps.map(({ afterSeconds, channels }) => ({
      minutes: afterSeconds / SECONDS,
      channels,
    }));
    return (
      steps ?? [
        {
          minutes: 0,
          channels: this.channels()
            .slice(0, 1)
            .map(({ id }) => id),
        },
      ]
    );
  });
  protected readonly quiet = linkedSignal(() => {
    const quiet = this.policy()?.quiet;
    return {
      ...{ from: quiet ? clockOf(quiet.from) : '', to: quiet ? clockOf(quiet.to) : '' },
      zone: quiet?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      spares: quiet?.spares ?? 'critical',
    };
  });
  private readonly id = linkedSignal(() => this.policy()?.id ?? crypto.randomUUID());

  protected wait(i: number, minutes: number): void {
    this.steps.update((steps) => steps.map((step, at) => (at === i ? { ...step, minutes } : step)));
  }

  protected toggle(i: number, channel: string): void {
    this.steps.update((steps) =>
      steps.map((step, at) => (at === i ? { ...step, channels: toggled(step.channels, channel) } : step)),
    );
  }

  protected add(): void {
    const minutes = (this.steps().at(-1)?.minutes ?? 0) + 15;
    this.steps.update((steps) => [...steps, { minutes, channels: [] }]);
  }

  protected drop(i: number): void {
    this.steps.update((steps) => steps.filter((_, at) => at !== i));
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.target as HTMLFormElement);
    const said = (name: string): string => (given.get(name) as string | null) ?? '';
    const [from, to] = [minuteOf(said('from')), minuteOf(said('to'))];
    const quiet =
      from === null || to === null ? null : { from, to, zone: said('zone'), spares: said('spares') as AlertSeverity };
    const saved = await this.desk.change('Policy saved', async (gateway, key) => {
      const answer = await gateway.run(SaveEscalationPolicy, {
        ...{ id: this.id(), seen: this.policy()?.revision ?? 0, key, name: said('name'), enabled: given.has('on') },
        ...{ least: said('least') as AlertSeverity, onEscalation: given.has('onEscalation'), late: given.has('late') },
        sensors: addressesOf(said('sensors')),
        steps: this.steps().map(({ minutes, channels }) => ({
          ...{ afterSeconds: Math.round(minutes * SECONDS), channels: [...channels] },
        })),
        quiet,
      });
      return answer.saved;
    });
    if (saved) this.closed.emit();
  }
}

const toggled = (ids: readonly string[], id: string): string[] =>
  ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id];
