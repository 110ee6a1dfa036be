import { ChangeDetectionStrategy, Component, ElementRef, inject, input, model, output } from '@angular/core';
import type { FormValueControl } from '@angular/forms/signals';
import type { ChannelFields } from '../../graphql/generated/operations';

/** Which channels a step tells. */
@Component({
  selector: 'wl-step-channels',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (channel of channels(); track channel.id) {
      <label class="check">
        <input
          type="checkbox"
          [checked]="value().includes(channel.id)"
          [attr.aria-label]="'Step ' + number() + ' tells ' + channel.name"
          [attr.aria-describedby]="describedBy()"
          (change)="toggle(channel.id)"
          (blur)="touch.emit()"
        />
        {{ channel.name }}
      </label>
    } @empty {
      <span class="muted">Make a channel first.</span>
    }
  `,
  styleUrl: './forms.css',
  styles: `
    :host {
      display: flex;
      flex: 1 1 200px;
      flex-wrap: wrap;
      gap: var(--space-4) var(--space-16);
    }
  `,
})
export class StepChannels implements FormValueControl<readonly string[]> {
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly value = model.required<readonly string[]>();
  readonly channels = input.required<readonly ChannelFields[]>();
  /** Of the step, from 1. */
  readonly number = input.required<number>();
  /** Id of the line that says what is wrong. */
  readonly describedBy = input.required<string>();
  readonly touch = output();

  focus(options?: FocusOptions): void {
    this.element.nativeElement.querySelector('input')?.focus(options);
  }

  protected toggle(id: string): void {
    this.value.update((ids) => (ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]));
  }
}
