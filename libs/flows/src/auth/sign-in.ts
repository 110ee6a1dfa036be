import type { AuthOutcome } from '@wireledger/events/telemetry';
import type { FlowView } from '../protocols/flow-view';
import type { AuthAttempt, AuthRecorder } from './auth-recorder';

/** What an attempt that waits for its outcome is about. */
export interface Pending {
  readonly mechanism: string;
  readonly user: string;
  readonly cleartext: boolean;
}

/** The attempts of one connection: at most one waits for its outcome. */
export class SignIn {
  /** Identification of the server, told by its greeting. */
  serverSoftware = '';
  private pending: (Pending & { readonly us: number }) | null = null;
  /** Nobody hears what the server says. */
  private isDeaf = false;

  constructor(
    private readonly service: AuthAttempt['service'],
    private readonly flow: FlowView,
    private readonly recorder: AuthRecorder | null,
  ) {}

  get isPending(): boolean {
    return this.pending !== null;
  }

  /** The client has sent its secret, or what proves that it has one. */
  begin(pending: Pending): void {
    this.settle('unknown', 0);
    this.pending = { ...pending, us: this.flow.us };
    if (this.isDeaf) this.settle('unknown', 0);
  }

  /** The server is not heard any more: the outcome of what waits, and of all that follows, stays unknown. */
  end(): void {
    this.isDeaf = true;
    this.settle('unknown', 0);
  }

  /** The outcome of what waits, if anything does. */
  settle(outcome: AuthOutcome, code: number): void {
    const { pending } = this;
    if (!pending) return;
    this.pending = null;
    const { service, serverSoftware } = this;
    this.recorder?.write(this.flow, { ...pending, service, outcome, code, serverSoftware });
  }
}
