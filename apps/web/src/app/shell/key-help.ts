import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, viewChild } from '@angular/core';
import { type KeyBinding, Keys, keysOf } from '../core/keys';
import { Page } from '../core/page';
import { Icon } from '../ui/icon';
import { WireText } from '../ui/wire-text';

const GROUPS: readonly KeyBinding['group'][] = ['This page', 'Lists', 'Everywhere', 'Go to'];
const GLYPHS: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageDown: 'PgDn',
  PageUp: 'PgUp',
};

/** Keys of the open page, written from the registry that binds them. */
@Component({
  selector: 'wl-key-help',
  imports: [Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dialog #dialog class="overlay" aria-labelledby="key-help-title" closedby="any">
      <div class="head">
        <h2 id="key-help-title">Keys on <wl-wire [text]="page.head().title" /></h2>
        <button type="button" class="icon-button" aria-label="Close" (click)="close()"><wl-icon name="close" /></button>
      </div>
      <div class="groups">
        @for (group of groups(); track group.name) {
          <section>
            <h3 class="muted">{{ group.name }}</h3>
            <dl>
              @for (one of group.keys; track one.label) {
                <div>
                  <dt>{{ one.label }}</dt>
                  <dd>
                    @for (key of one.parts; track $index) {
                      <kbd class="kbd">{{ key }}</kbd>
                    }
                  </dd>
                </div>
              }
            </dl>
          </section>
        }
      </div>
    </dialog>
  `,
  styles: `
    dialog {
      width: min(560px, calc(100vw - 32px));
      margin: auto;
      border-radius: var(--radius-dialog);
      border: var(--line) solid var(--border);
      background: var(--raised);
    }
    .head {
      display: flex;
      justify-content: space-between;
      align-items: center;
      padding: var(--space-12) var(--space-16);
      border-bottom: var(--line) solid var(--grid);
    }
    .head h2 {
      display: flex;
      gap: 6px;
    }
    .groups {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
      gap: var(--space-12) var(--space-32);
      padding: var(--space-16);
    }
    h3 {
      font: var(--type-table);
    }
    dl > div {
      display: flex;
      justify-content: space-between;
      align-items: center;
      height: 28px;
      font: var(--type-table);
    }
    dd {
      display: flex;
      gap: var(--space-4);
    }
  `,
})
export class KeyHelp {
  private readonly keys = inject(Keys);
  protected readonly page = inject(Page);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  protected readonly groups = computed(() =>
    GROUPS.map((name) => ({
      name,
      keys: this.keys
        .bindings()
        .filter((one) => one.group === name)
        .map((one) => ({
          label: one.label,
          parts: keysOf(one).flatMap((keys) => keys.split(/[ +]/).map((part) => GLYPHS[part] ?? part)),
        })),
    })).filter((group) => group.keys.length > 0),
  );

  open(): void {
    if (!this.dialog().nativeElement.open) this.dialog().nativeElement.showModal();
  }

  protected close(): void {
    this.dialog().nativeElement.close();
  }
}
