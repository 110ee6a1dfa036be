import type { AuthOutcome, AuthService } from '@wireledger/events/telemetry';
import type { BatchCutter } from '../batch-cutter';
import type { ColumnBuffer } from '../columns';
import type { FlowView } from '../protocols/flow-view';

const SECOND = 1_000_000;

/** The flow of an attempt, when its outcome is written: the one being read, or what was noted of it. */
export type AuthFlow = Pick<
  FlowView,
  'flow' | 'us' | 'second' | 'proto' | 'clientPort' | 'serverPort' | 'client' | 'server'
>;

/** An attempt to sign in; texts as in `AuthColumns`. */
export interface AuthAttempt {
  readonly service: AuthService;
  readonly mechanism: string;
  readonly user: string;
  readonly outcome: AuthOutcome;
  readonly cleartext: boolean;
  /** The server's reply code, 0 where there is none. */
  readonly code: number;
  /** When the secret was sent, µs. */
  readonly us: number;
  /** 1 when left out. */
  readonly count?: number;
  readonly clientSoftware?: string;
  readonly serverSoftware?: string;
}

/** Writes attempts to sign in. */
export class AuthRecorder {
  private static readonly recorders = new WeakMap<BatchCutter, AuthRecorder>();
  private readonly row: ColumnBuffer;

  private constructor(private readonly cutter: BatchCutter) {
    this.row = cutter.open('auth');
  }

  /** The one recorder of a cutter, which all protocols share. */
  static of(cutter: BatchCutter): AuthRecorder {
    const known = AuthRecorder.recorders.get(cutter);
    if (known) return known;
    const recorder = new AuthRecorder(cutter);
    AuthRecorder.recorders.set(cutter, recorder);
    return recorder;
  }

  /** The outcome has come just now on `flow`. */
  write(flow: AuthFlow, attempt: AuthAttempt): void {
    const { numbers, texts } = this.row;
    const atUs = flow.second * SECOND;
    let n = 0;
    numbers[n++] = flow.flow;
    numbers[n++] = atUs;
    numbers[n++] = attempt.us;
    numbers[n++] = flow.clientPort;
    numbers[n++] = flow.serverPort;
    numbers[n++] = flow.proto;
    numbers[n++] = attempt.count ?? 1;
    numbers[n++] = attempt.cleartext ? 1 : 0;
    numbers[n++] = attempt.code;
    let t = 0;
    texts[t++] = flow.client();
    texts[t++] = flow.server();
    texts[t++] = attempt.service;
    texts[t++] = attempt.mechanism;
    texts[t++] = attempt.user;
    texts[t++] = attempt.outcome;
    texts[t++] = attempt.clientSoftware ?? '';
    texts[t++] = attempt.serverSoftware ?? '';
    this.cutter.push(this.row, Math.min(attempt.us, atUs), attempt.us, Math.max(attempt.us, flow.us));
  }
}
