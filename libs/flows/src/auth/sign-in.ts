import type { AuthOutcome } from '@wireledger/events/telemetry';
import type { FlowView } from '../protocols/flow-view';
import type { AuthAttempt, AuthRecorder } from './auth-recorder';

/** What an attempt that waits for its outcome is about. */
export interface Pending {
  readonly mechanism: string;
  readonly user: string;
  readonly cleartext: boolean;
}

/** An attempt that waits; `us` is when the secret was sent. */
export interface Attempt extends Pending {
  readonly us: number;
}

/** The attempts of one connection. Where answers are in no order with what was sent, at most one waits (`begin`, `settle`). */
export class SignIn {
  /** Identification of the server, told by its greeting. */
  serverSoftware = '';
  private pending: Attempt | null = null;
  /** Nobody hears what the server says. */
  private deaf = false;

  constructor(
    private readonly service: AuthAttempt['service'],
    private readonly flow: FlowView,
    private readonly recorder: AuthRecorder | null,
  ) {}

  get isPending(): boolean {
    return this.pending !== null;
  }

  get isDeaf(): boolean {
    return this.deaf;
  }

  /** The client has sent its secret, or what proves that it has one. */
  begin(pending: Pending): void {
    this.settle('unknown', 0);
    this.pending = this.attempt(pending);
    if (this.deaf) this.settle('unknown', 0);
  }

  /** The server is not heard any more: the outcome of what waits, and of all that follows, stays unknown. */
  end(): void {
    this.deaf = true;
    this.settle('unknown', 0);
  }

  /** The outcome of what waits, if anything does. */
  settle(outcome: AuthOutcome, code: number): void {
    const { pending } = this;
    if (!pending) return;
    this.pending = null;
    this.tell(pending, outcome, code);
  }

  /** An attempt with the packet being read, for whoever keeps it until its outcome is there. */
  attempt(pending: Pending): Attempt {
    return { ...pending, us: this.flow.us };
  }

  /** The outcome of an attempt that was kept. */
  tell(attempt: Attempt, outcome: AuthOutcome, code: number): void {
    const { service, serverSoftware } = this;
    this.recorder?.write(this.flow, { ...attempt, service, outcome, code, serverSoftware });
  }
}
