import type { AuthOutcome, AuthService } from '@wireledger/events/telemetry';
import type { FlowView } from '../protocols/flow-view';
import type { AuthFlow, AuthRecorder } from './auth-recorder';
import type { Pending } from './sign-in';

/** Seconds after which nobody will answer any more. */
const PATIENCE_S = 10;
/** Attempts that wait at once; beyond it the oldest is given up early. */
const MAX_NOTED = 65_536;

interface Noted extends Pending {
  readonly since: number;
  readonly due: number;
  readonly flow: AuthFlow;
  /** Tells one attempt of a flow from the next, where user and mechanism are the same. */
  readonly mark: number;
  /** Who asks; only the other side can answer. */
  readonly fromClient: boolean;
}

/** Attempts to sign in by datagrams, whose flows end without saying so: one a flow waits for its outcome, for ten seconds. */
export class NotedSignIns {
  /** Attempts given up early for want of room. */
  evicted = 0;
  /** By flow, in the order in which they began. */
  private readonly noted = new Map<number, Noted>();

  constructor(
    private readonly service: AuthService,
    private readonly flow: FlowView,
    private readonly recorder: AuthRecorder | null,
  ) {}

  /**
   * Who sends on the flow being read shows a secret, or proof of it. The same user, mechanism and `mark` again repeat the attempt; anything else ends what
   * waits as unknown.
   */
  begin(pending: Pending, mark = 0): void {
    if (!this.recorder) return;
    const { flow, noted } = this;
    const known = noted.get(flow.flow);
    if (known?.mark === mark && known.user === pending.user && known.mechanism === pending.mechanism) return;
    if (known) this.write(known, 'unknown', 0, flow);
    else if (noted.size >= MAX_NOTED) this.giveUpOldest();
    const { fromClient, us: since } = flow;
    noted.set(flow.flow, { ...pending, mark, fromClient, since, due: flow.second + PATIENCE_S, flow: copyOf(flow) });
  }

  /** An answer has come on the flow being read. False when nothing there waits for its sender. */
  settle(outcome: AuthOutcome, code: number): boolean {
    const asked = this.answered();
    if (asked) this.write(asked, outcome, code, this.flow);
    return asked !== null;
  }

  /** An answer has come on the flow being read: what it answers was no attempt. */
  forget(): void {
    if (this.answered()) this.noted.delete(this.flow.flow);
  }

  /** Gives up what is due in `second`. */
  expire(second: number): void {
    for (const noted of this.noted.values()) {
      if (noted.due > second) return;
      this.write(noted, 'unknown', 0, { ...noted.flow, second });
    }
  }

  /** Gives up everything. */
  finish(second: number): void {
    for (const noted of this.noted.values()) this.write(noted, 'unknown', 0, { ...noted.flow, second });
  }

  /** What the message being read may answer: nobody answers himself. */
  private answered(): Noted | null {
    const { flow } = this;
    const known = this.noted.get(flow.flow);
    return known && known.fromClient !== flow.fromClient ? known : null;
  }

  private giveUpOldest(): void {
    this.evicted++;
    for (const noted of this.noted.values())
      return this.write(noted, 'unknown', 0, { ...noted.flow, second: this.flow.second });
  }

  private write({ mechanism, user, cleartext, since, flow }: Noted, outcome: AuthOutcome, code: number, at: AuthFlow): void {
    const { service } = this;
    this.noted.delete(flow.flow);
    this.recorder?.write(at, { service, mechanism, user, cleartext, outcome, code, us: since });
  }
} // prettier-ignore

function copyOf(view: FlowView): AuthFlow {
  const { flow, us, second, proto, clientPort, serverPort } = view;
  const [client, server] = [view.client(), view.server()];
  return { flow, us, second, proto, clientPort, serverPort, client: () => client, server: () => server };
}
