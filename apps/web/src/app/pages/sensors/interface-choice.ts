import { ChangeDetectionStrategy, Component, ElementRef, inject, input, model, output } from '@angular/core';
import type { FormValueControl } from '@angular/forms/signals';

/** Which network interfaces are listened to. */
@Component({
  selector: 'wl-interface-choice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (name of interfaces(); track name) {
      <label class="choice">
        <input
          type="checkbox"
          [checked]="value().includes(name)"
          [attr.aria-describedby]="describedBy()"
          (change)="choose(name)"
          (blur)="touch.emit()"
        />
        <span class="mono">{{ name }}</span>
      </label>
    } @empty {
      <p class="none">The sensor names none.</p>
    }
  `,
  styles: `
    :host {
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
    .none {
      color: var(--text-3);
      font: var(--type-caption);
    }
  `,
})
export class InterfaceChoice implements FormValueControl<readonly string[]> {
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly value = model.required<readonly string[]>();
  readonly interfaces = input.required<readonly string[]>();
  /** Id of the line that says what is wrong. */
  readonly describedBy = input.required<string>();
  readonly touch = output();

  focus(options?: FocusOptions): void {
    this.element.nativeElement.querySelector('input')?.focus(options);
  }

  protected choose(name: string): void {
    this.value.update((names) => (names.includes(name) ? names.filter((one) => one !== name) : [...names, name]));
  }
}
