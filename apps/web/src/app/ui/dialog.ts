import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  inject,
  Injector,
  input,
  output,
  signal,
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
  // Before the browser makes a cancel of it: that it holds back once only, until something else is pressed.
  host: { '(keydown.escape)': 'hold($event)' },
  template: `
    <dialog #dialog class="overlay" [attr.aria-labelledby]="id" (close)="leave()" (cancel)="hold($event)">
      <header>
        <h2 [id]="id">
          {{ heading() }}
          @if (subject(); as text) {
            <wl-wire [text]="text" [fit]="false" />
          }
        </h2>
        <button type="button" class="icon-button" aria-label="Close" (click)="ask()"><wl-icon name="close" /></button>
      </header>
      @if (asking()) {
        <div class="unsaved" role="alertdialog" aria-label="Unsaved changes">
          <span>What you changed is not saved.</span>
          <button #stay type="button" class="button small" (click)="stayOn()">Go on editing</button>
          <button type="button" class="button small" (click)="close()">Discard</button>
        </div>
      }
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
    .unsaved {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-8);
      margin: var(--space-12) var(--space-24) 0;
      padding: var(--space-8) var(--space-12);
      border: var(--line) solid color-mix(in srgb, var(--sev-medium-text) 55%, transparent);
      border-radius: var(--radius-control);
      background: var(--sev-medium-tint);
      font: var(--type-table);
    }
    .unsaved span {
      margin-right: auto;
    }
    .body {
      padding: var(--space-12) var(--space-24) var(--space-24);
    }
  `,
})
export class Dialog {
  private readonly injector = inject(Injector);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  readonly heading = input.required<string>();
  /** Whom or what it is about: a name that people gave, at the heading's end. */
  readonly subject = input('');
  /** What the focus goes back to. */
  readonly opener = input<HTMLElement>();
  /** Something was changed in it: Escape and the button ask before they close it. */
  readonly changed = input(false);
  readonly closed = output();
  protected readonly asking = signal(false);
  private readonly stay = viewChild<ElementRef<HTMLButtonElement>>('stay');
  protected readonly id = `dialog-${++made}`;

  constructor() {
    afterNextRender(() => {
      const sheet = this.dialog().nativeElement;
      sheet.showModal();
      // To what is filled in first, not to the button that closes.
      sheet.querySelector<HTMLElement>('.body :is(input:checked, input:not([type=radio]), textarea, select)')?.focus();
    });
  }

  /** Closes it when nothing in it was changed, and asks otherwise. */
  ask(): void {
    if (!this.changed()) return this.close();
    this.asking.set(true);
    afterNextRender(() => this.stay()?.nativeElement.focus(), { injector: this.injector });
  }

  /** Without asking: it is done, or to be discarded. */
  close(): void {
    this.dialog().nativeElement.close();
  }

  protected hold(event: Event): void {
    if (event.target !== this.dialog().nativeElement && event.type === 'cancel') return;
    if (!this.changed()) return;
    event.preventDefault();
    this.ask();
  }

  protected stayOn(): void {
    this.asking.set(false);
    this.dialog().nativeElement.querySelector<HTMLElement>('.body :is(input, textarea, select)')?.focus();
  }

  protected leave(): void {
    this.opener()?.focus();
    this.closed.emit();
  }
}
