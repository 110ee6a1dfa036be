import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  input,
  output,
  viewChild,
} from '@angular/core';
import { Icon } from './icon';
import { WireText } from './wire-text';

let made = 0;

/** A modal sheet: open as long as it exists, closed by Escape and by its button. The focus goes back to `opener`. */
@Component({
  selector: 'wl-dialog',
  imports: [Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dialog #dialog class="overlay" [attr.aria-labelledby]="id" (close)="leave()">
      <header>
        <h2 [id]="id">
          {{ heading() }}
          @if (subject(); as text) {
            <wl-wire [text]="text" [fit]="false" />
          }
        </h2>
        <button type="button" class="icon-button" aria-label="Close" (click)="close()"><wl-icon name="close" /></button>
      </header>
      <div class="body"><ng-content /></div>
    </dialog>
  `,
  styles: `
    dialog {
      width: min(var(--dialog-width, 520px), calc(100vw - 32px));
      max-height: calc(100vh - 48px);
      margin: auto;
      padding: 0;
      border-radius: var(--radius-dialog);
      color: var(--text);
    }
    dialog::backdrop {
      background: rgb(0 0 0 / 45%);
    }
    header {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-12);
      padding: var(--space-16) var(--space-16) 0 var(--space-24);
    }
    h2 {
      min-width: 0;
      overflow: hidden;
      font: var(--type-h2);
      text-overflow: ellipsis;
    }
    .body {
      padding: var(--space-12) var(--space-24) var(--space-24);
    }
  `,
})
export class Dialog {
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  readonly heading = input.required<string>();
  /** Whom or what it is about: a name that people gave, at the heading's end. */
  readonly subject = input('');
  /** What the focus goes back to. */
  readonly opener = input<HTMLElement>();
  readonly closed = output();
  protected readonly id = `dialog-${++made}`;

  constructor() {
    afterNextRender(() => {
      const sheet = this.dialog().nativeElement;
      sheet.showModal();
      // To what is filled in first, not to the button that closes.
      sheet.querySelector<HTMLElement>('.body :is(input:checked, input:not([type=radio]), textarea, select)')?.focus();
    });
  }

  close(): void {
    this.dialog().nativeElement.close();
  }

  protected leave(): void {
    this.opener()?.focus();
    this.closed.emit();
  }
}
