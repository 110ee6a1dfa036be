import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  input,
  output,
  viewChild,
} from '@angular/core';
import type { SecurityBody } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { WireText } from '../../ui/wire-text';
import { changesOf, differing, draftOf, inWords, type SecurityDraft } from './security-words';

/** Somebody else has changed the settings while something was entered: what he made of them, beside it, and which of both is to count. */
@Component({
  selector: 'wl-security-conflict',
  imports: [Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'alert' },
  template: `
    <section class="panel" aria-labelledby="conflict-title">
      <div class="panel-head">
        <h3 #title id="conflict-title" tabindex="-1"><wl-icon name="user" /> Changed meanwhile</h3>
        <span class="caption"
          >by <wl-wire [text]="theirs().changedByName ?? ''" [fit]="false" />, while you were at it; yours is not
          saved</span
        >
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">Setting</th>
            <th scope="col">It was</th>
            <th scope="col">It is now</th>
            <th scope="col">You entered</th>
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.field) {
            <tr>
              <td class="name">{{ row.label }}</td>
              <td class="num"><wl-wire [text]="row.before" [fit]="false" /></td>
              <td class="num"><wl-wire [text]="row.after" [fit]="false" /></td>
              <td class="num">
                @if (row.mine) {
                  <wl-wire [text]="row.mine" [fit]="false" />
                } @else {
                  <span class="muted">nothing</span>
                }
              </td>
            </tr>
          }
        </tbody>
      </table>
      <div class="actions">
        <p class="second">
          <em>Keep mine</em> puts what you entered on top of what it is now; nothing is saved before you change it.
        </p>
        <button type="button" class="button" (click)="takeTheirs.emit()">Take theirs</button>
        <button type="button" class="button primary" (click)="keepMine.emit()">Keep mine</button>
      </div>
    </section>
  `,
  styleUrl: './settings.css',
  styles: `
    :host {
      display: block;
      padding: 0;
    }
    .panel {
      border-color: color-mix(in srgb, var(--sev-medium-text) 55%, var(--border));
    }
    h3 {
      display: inline-flex;
      align-items: center;
      gap: var(--space-8);
    }
    td,
    td:last-child {
      text-align: left;
      overflow-wrap: anywhere;
    }
    .actions {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-8);
      padding: var(--space-12) var(--panel-pad);
      border-top: var(--line) solid var(--grid);
    }
    .actions p {
      flex: 1 1 260px;
      font: var(--type-table);
    }
  `,
})
export class SecurityConflict {
  /** What the changes that are entered rest on. */
  readonly base = input.required<SecurityBody>();
  readonly draft = input.required<SecurityDraft>();
  readonly theirs = input.required<SecurityBody>();
  readonly keepMine = output();
  readonly takeTheirs = output();

  private readonly title = viewChild.required<ElementRef<HTMLElement>>('title');

  constructor() {
    // The sheet that was refused is gone, and the focus with it.
    afterNextRender(() => {
      if (document.activeElement === document.body) this.title().nativeElement.focus();
    });
  }

  protected readonly rows = computed(() => {
    const [base, draft, before] = [this.base(), this.draft(), draftOf(this.base())];
    const mine = differing(before, draft);
    return changesOf(base, before, draftOf(this.theirs())).map((change) => ({
      ...change,
      mine: mine.includes(change.field) ? inWords(change.field, base, draft) : '',
    }));
  });
}
