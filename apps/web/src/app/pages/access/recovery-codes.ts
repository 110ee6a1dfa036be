import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { required, validate } from '@angular/forms/signals';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { shortText } from '../../ui/form/rules';
import { Icon } from '../../ui/icon';

const plain = (code: string): string => code.replace(/[\s-]/g, '').toUpperCase();

/** Recovery codes, shown this once. One of them has to be typed to go on: then they are somewhere else than on this screen. */
@Component({
  selector: 'wl-recovery-codes',
  imports: [...FORM_PARTS, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p
      #title
      class="title"
      [class.small]="inPanel()"
      role="heading"
      [attr.aria-level]="inPanel() ? 4 : 1"
      tabindex="-1"
    >
      Keep your recovery codes
    </p>
    <p class="to">Each signs you in once when the app is lost. They are not shown again.</p>
    <ul class="codes mono" aria-label="Recovery codes">
      @for (code of codes(); track code) {
        <li>{{ code }}</li>
      }
    </ul>
    <p class="tools">
      <button type="button" class="button small" (click)="copy()">
        <wl-icon [name]="copied() ? 'check' : 'copy'" /> {{ copied() ? 'Copied' : 'Copy' }}
      </button>
      <button type="button" class="button small" (click)="download()"><wl-icon name="download" /> Download</button>
    </p>
    <form [formRoot]="entry">
      <label class="label" for="kept-code">Type one of them to go on</label>
      <div class="entry">
        <input
          id="kept-code"
          class="field mono"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          placeholder="XXXX-XXXX-XXXX-XXXX"
          [formField]="entry.code"
        />
        <wl-field-problem [of]="entry.code" control="kept-code" />
      </div>
      <button type="submit" class="button primary">I have kept them</button>
    </form>
  `,
  styleUrl: './access.css',
  styles: `
    :host {
      display: block;
      min-height: 0;
      padding: 0;
    }
    .codes {
      display: grid;
      grid-template-columns: 1fr 1fr;
      gap: var(--space-8) var(--space-12);
      margin-top: var(--space-24);
      padding: var(--space-12);
      border-radius: var(--radius-control);
      background: var(--sunken);
      font-size: 12.5px;
      white-space: nowrap;
    }
    .tools {
      display: flex;
      gap: var(--space-8);
      margin-top: var(--space-12);
    }
    .tools .button {
      height: 28px;
      font: var(--type-table);
    }
    .title:focus-visible {
      outline: none;
    }
  `,
})
export class RecoveryCodes {
  private readonly announcer = inject(LiveAnnouncer);
  private readonly title = viewChild.required<ElementRef<HTMLElement>>('title');
  readonly codes = input.required<readonly string[]>();
  /** Inside a panel of another page. */
  readonly inPanel = input(false);
  readonly kept = output();

  protected readonly entry = entryForm(
    signal({ code: '' }),
    ({ code: path }) => {
      const message = 'This is none of these codes.';
      required(path, { message });
      shortText(path, 24);
      validate(path, ({ value }) =>
        this.codes().some((code) => plain(code) === plain(value())) ? undefined : { kind: 'unfinished', message },
      );
    },
    () => Promise.resolve(this.kept.emit()),
    () => undefined,
  );
  protected readonly copied = signal(false);

  constructor() {
    afterNextRender(() => this.title().nativeElement.focus());
  }

  protected copy(): void {
    void navigator.clipboard
      ?.writeText(this.codes().join('\n'))
      .then(() => {
        this.copied.set(true);
        return this.announcer.announce('Recovery codes copied');
      })
      .catch(() => undefined);
  }

  protected download(): void {
    const text = `Wireledger recovery codes for ${location.host}\n\n${this.codes().join('\n')}\n`;
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = 'wireledger-recovery-codes.txt';
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }
}
