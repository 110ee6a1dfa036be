import type { LoggedAttempt, LoggedLease } from '@wireledger/decoders';

import { AuthRecorder } from '../auth/auth-recorder';
import type { BatchCutter } from '../batch-cutter';
import { DhcpRecorder } from '../dhcp/dhcp-recorder';

const SECOND = 1_000_000;
/** Connections of which it is remembered who is about to sign in; they are kept on disk at every step. Beyond it the oldest goes. */
const MAX_NAMED = 1024;

/** Who is about to sign in on a connection; plain values. */
export type NamedUser = readonly [uid: string, user: string];

/** Writes attempts to sign in that a log tells of, in one line or in two: one with the user, one with what came of it. */
export class LoggedSignIns {
  private readonly recorder: AuthRecorder;
  private readonly users = new Map<string, string>();

  constructor(cutter: BatchCutter) {
    this.recorder = AuthRecorder.of(cutter);
  }

  get named(): readonly NamedUser[] {
    return [...this.users];
  }

  set named(named: readonly NamedUser[]) {
    for (const [uid, user] of named) this.name(uid, user);
  }

  /** `ordinal` = of its flow, `second` = virtual second. False when the line only says who will sign in. */
  take(attempt: LoggedAttempt, ordinal: number, second: number): boolean {
    const { uid, step, ends, us } = attempt;
    // Who needs no password is in with his name alone.
    if (step === 'user' && attempt.outcome === 'unknown') {
      if (uid !== '') this.name(uid, attempt.user);
      return false;
    }
    const user = step === 'secret' ? (this.users.get(uid) ?? '') : attempt.user;
    const mechanism = step === 'user' ? 'none' : attempt.mechanism;
    const { srcPort: clientPort, dstPort: serverPort, proto } = ends;
    const flow = {
      flow: ordinal,
      us,
      second,
      proto,
      clientPort,
      serverPort,
      client: () => ends.src,
      server: () => ends.dst,
    };
    this.recorder.write(flow, { ...attempt, user, mechanism });
    return true;
  }

  private name(uid: string, user: string): void {
    this.users.delete(uid);
    this.users.set(uid, user);
    for (const oldest of this.users.keys()) {
      if (this.users.size <= MAX_NAMED) return;
      this.users.delete(oldest);
    }
  }
}

/** Writes messages of DHCP that a log tells of. */
export class LoggedLeases {
  private readonly recorder: DhcpRecorder;

  constructor(cutter: BatchCutter) {
    this.recorder = new DhcpRecorder(cutter);
  }

  write({ ends, messages }: LoggedLease, ordinal: number, atUs: number): void {
    const { src, srcPort, dst, dstPort, proto } = ends;
    for (const { us, byServer, message } of messages)
      this.recorder.write(message, {
        ...{ flow: ordinal, us, second: atUs / SECOND, proto },
        ...(byServer
          ? { senderPort: dstPort, receiverPort: srcPort, sender: () => dst, receiver: () => src }
          : { senderPort: srcPort, receiverPort: dstPort, sender: () => src, receiver: () => dst }),
      });
  }
}
