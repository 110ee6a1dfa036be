import type { AuthOutcome } from '@wireledger/events/telemetry';
import type { Attempt, Pending, SignIn } from './sign-in';

/** Commands of a connection that wait for their answers; attempts of those beyond it stay unknown. */
export const MAX_WAITING = 32;

/** A command that the client has sent. */
export class SentCommand {
  /** Waits for what becomes of it. */
  attempt: Attempt | null = null;
  /** Lines that the client has sent on with it (SASL), less those that the server asked for. */
  ahead = 0;

  /** `tag`: what its answer names it by, '' where answers come in order. `about`: the user, or the mechanism. `isKept`: its answer is waited for. */
  constructor(
    readonly verb: string,
    readonly tag: string,
    readonly about: string,
    readonly isKept: boolean,
  ) {}
}

/** Commands that wait for their answers, with the attempts that they are: a client may send many before the first answer (RFC 2920, RFC 2449 §6.6, RFC 9051 §5.5). */
abstract class SentCommands {
  protected readonly waiting: SentCommand[] = [];

  constructor(private readonly signIn: SignIn) {}

  /** The client has shown the secret of a command, or proof of it. */
  secret(command: SentCommand, pending: Pending): void {
    const { signIn } = this;
    const attempt = signIn.attempt(pending);
    if (signIn.isDeaf || !command.isKept) signIn.tell(attempt, 'unknown', 0);
    else command.attempt = attempt;
  }

  /** What became of the attempt of a command, if it is one. */
  settle(command: SentCommand, outcome: AuthOutcome, code: number): void {
    if (command.attempt) this.signIn.tell(command.attempt, outcome, code);
    command.attempt = null;
  }

  /** No answer tells any more what became of those that wait. */
  lost(): void {
    for (const command of this.waiting) this.settle(command, 'unknown', 0);
    this.forget();
  }

  /** Those that wait were no commands. */
  forget(): void {
    this.waiting.length = 0;
  }

  /** The server says no more. */
  ended(): void {
    this.lost();
    this.signIn.end();
  }
}

/** Commands whose answers come in their order (FTP, SMTP, POP3). */
export class OrderedCommands extends SentCommands {
  /** Commands behind those that are kept. */
  private beyond = 0;
  /** Answers that come first, and are about nothing that is kept. */
  private others = 0;

  send(verb: string, about = ''): SentCommand {
    const isKept = this.beyond === 0 && this.waiting.length < MAX_WAITING;
    const command = new SentCommand(verb, '', about, isKept);
    if (isKept) this.waiting.push(command);
    else this.beyond++;
    return command;
  }

  /** The command that the server asks to go on with. */
  get first(): SentCommand | undefined {
    return this.others > 0 ? undefined : this.waiting[0];
  }

  /**
   * Takes the command that an answer is about. Where only some `verbs` can be answered so, those before it got no answer, and stay unknown; without one of
   * them the answer is about nothing that was sent.
   */
  answered(verbs?: ReadonlySet<string>): SentCommand | undefined {
    const { waiting } = this;
    if (verbs) {
      const at = waiting.findIndex(({ verb }) => verbs.has(verb));
      // It may be about one that was not kept.
      if (at < 0 && this.beyond === 0) return undefined;
      this.others = 0;
      for (const command of waiting.splice(0, at < 0 ? waiting.length : at)) this.settle(command, 'unknown', 0);
    } else if (this.others > 0) return void this.others--;
    const command = waiting.shift();
    if (!command && this.beyond > 0) this.beyond--;
    // What was sent on with it, and the server did not ask for, it takes for commands.
    if (command) this.others += Math.max(0, command.ahead);
    return command;
  }

  override forget(): void {
    super.forget();
    this.beyond = 0;
    this.others = 0;
  }
}

/** Commands that answers name (IMAP). */
export class TaggedCommands extends SentCommands {
  send(verb: string, tag: string): SentCommand {
    const isKept = this.waiting.length < MAX_WAITING;
    const command = new SentCommand(verb, tag, '', isKept);
    if (isKept) this.waiting.push(command);
    return command;
  }

  /** Takes the command that an answer is about: of several with one tag the first. */
  answered(tag: string): SentCommand | undefined {
    const at = this.waiting.findIndex((command) => command.tag === tag);
    return at < 0 ? undefined : this.waiting.splice(at, 1)[0];
  }
}
