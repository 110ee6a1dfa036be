import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import type { ApiError } from '../../core/api/errors';
import { type Pending, Session } from '../../core/session/session';
import { CodeStep } from './code-step';
import { type AppSecret, EnrolSteps } from './enrol-steps';

/** What comes behind a right password: a code of the second factor, or its set-up. */
@Component({
  selector: 'wl-second-step',
  imports: [CodeStep, EnrolSteps],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (pending().needs === 'code') {
      <wl-code-step [pending]="pending()" [name]="name()" (done)="done.emit()" (back)="back.emit($event)" />
    } @else {
      <wl-enrol-steps [app]="app()" [confirm]="enrol" (finished)="done.emit()" (over)="back.emit($event)" />
    }
  `,
  // Its parts are parts of the card that it stands in.
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class SecondStep {
  private readonly session = inject(Session);
  readonly pending = input.required<Pending>();
  /** Whose sign-in it is, for password managers; '' = not known. */
  readonly name = input('');
  readonly done = output();
  /** To the password again: the step is over, with the reason when it was not wanted. */
  readonly back = output<ApiError | undefined>();

  protected readonly app = computed<AppSecret>(() => {
    const { uri = '', secret = '' } = this.pending();
    return { uri, secret };
  });
  protected readonly enrol = (code: string): Promise<readonly string[]> =>
    this.session.enrol(this.pending().token, code);
}
