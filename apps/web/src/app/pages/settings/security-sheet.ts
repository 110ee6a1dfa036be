import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { ChangeSecurity, type SecurityBody } from '../../graphql/generated/operations';
import { ReasonSheet } from '../../ui/sheet/reason-sheet';
import { WireText } from '../../ui/wire-text';
import { asked, changesOf, draftOf, type SecurityDraft, warningsOf } from './security-words';

/** Changes the security settings for a reason, after saying what will change and what that does at once. */
@Component({
  selector: 'wl-security-sheet',
  imports: [ReasonSheet, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-reason-sheet
      heading="Change security settings"
      [opener]="opener()"
      word="Change"
      [said]="'Security settings changed'"
      [send]="change"
      (done)="told()"
      (closed)="closed.emit()"
    >
      <dl>
        @for (one of changes(); track one.field) {
          <dt>{{ one.label }}</dt>
          <dd class="num">
            <wl-wire [text]="one.before" [fit]="false" />
            <span aria-hidden="true"> → </span><span class="visually-hidden"> becomes </span>
            <span class="strong"><wl-wire [text]="one.after" [fit]="false" /></span>
          </dd>
        }
      </dl>
      @for (warning of warnings(); track warning) {
        <p class="lead">{{ warning }}</p>
      }
    </wl-reason-sheet>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
  styles: `
    dt {
      color: var(--text-2);
      font: var(--type-table);
    }
    dd {
      margin-bottom: var(--space-8);
      overflow-wrap: anywhere;
    }
  `,
})
export class SecuritySheet {
  private readonly gateway = inject(Gateway);
  readonly opener = input<HTMLElement>();
  /** What was seen. */
  readonly base = input.required<SecurityBody>();
  readonly draft = input.required<SecurityDraft>();
  readonly closed = output();
  /** What it is now. */
  readonly changed = output<SecurityBody>();
  /** Somebody else was faster. */
  readonly conflict = output();

  protected readonly changes = computed(() => changesOf(this.base(), draftOf(this.base()), this.draft()));
  protected readonly warnings = computed(() => warningsOf(this.base(), this.draft(), Date.now()));

  private done: SecurityBody | undefined;

  protected readonly change = async (reason: string): Promise<void> => {
    const { version: seen } = this.base();
    try {
      ({ done: this.done } = await this.gateway.run(ChangeSecurity, {
        ...asked(this.base(), this.draft()),
        ...{ seen, reason },
      }));
    } catch (error) {
      if (error instanceof ApiError && error.code === 'SECURITY_CONFLICT') this.conflict.emit();
      throw error;
    }
  };

  protected told(): void {
    if (this.done) this.changed.emit(this.done);
  }
}
