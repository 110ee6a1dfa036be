import { readCommand, readReply, wireText, wordEnd } from '@wireledger/decoders';
import type { LineSession } from '../streams/line-reader';
import { SaslExchange } from './sasl-exchange';
import { OrderedCommands, type SentCommand } from './sent-commands';
import type { SignIn } from './sign-in';

const MAX_GREETING = 128;
const READY = 220;
const SUCCEEDED = 235;
const CONTINUE = 334;
/** Refusals of who asks, or how (RFC 4954 §6). */
const REFUSED: ReadonlySet<number> = new Set([530, 534, 535]);
/** Answers that only one command gets. */
const ANSWERS: Readonly<Record<number, ReadonlySet<string>>> = {
  [READY]: new Set(['STARTTLS']),
  [SUCCEEDED]: new Set(['AUTH']),
};
/** Complaints about a line that is no command. */
const NO_COMMAND: ReadonlySet<number> = new Set([500, 501, 502]);

/** Sign-in over SMTP (RFC 4954): AUTH and its exchange, until mail begins or TLS hides it; answers come in the order of commands (RFC 2920). */
export class SmtpSession implements LineSession {
  isOver = false;
  isSecured = false;
  private greeted = false;
  /** Empty lines, which some servers complain about and others do not. */
  private empty = 0;
  private readonly commands: OrderedCommands;
  private readonly exchange: SaslExchange;

  constructor(private readonly signIn: SignIn) {
    this.commands = new OrderedCommands(signIn);
    this.exchange = new SaslExchange(this.commands);
  }

  client(bytes: Uint8Array, start: number, end: number): void {
    const { exchange } = this;
    if (exchange.isOpen) return exchange.message(bytes, start, end);
    if (start === end) {
      this.empty++;
      return;
    }
    const { verb, at } = readCommand(bytes, start, end);
    const sent = this.commands.send(verb);
    if (verb === 'AUTH') exchange.begin(sent, bytes, at, end, wordEnd(bytes, at, end));
  }

  server(bytes: Uint8Array, start: number, end: number): void {
    const reply = readReply(bytes, start, end);
    if (!reply) {
      if (!this.greeted) this.isOver = true;
      return;
    }
    const { code, more } = reply;
    const greets = !this.greeted && code === READY;
    if (greets && this.signIn.serverSoftware === '')
      this.signIn.serverSoftware = wireText(bytes, reply.at, end, MAX_GREETING);
    if (more) return;
    this.greeted = true;
    if (!greets) this.replied(code);
  }

  lost(): void {
    this.commands.lost();
    this.exchange.lost();
    this.empty = 0;
  }

  ended(): void {
    this.commands.ended();
  }

  private replied(code: number): void {
    const { commands } = this;
    if (code === CONTINUE) {
      if (commands.first?.verb === 'AUTH') commands.first.ahead--;
      return;
    }
    if (this.empty > 0 && NO_COMMAND.has(code)) {
      this.empty--;
      return;
    }
    const sent = commands.answered(ANSWERS[code]);
    if (!sent) return;
    this.exchange.close(sent);
    if (sent.verb === 'STARTTLS' && code === READY) this.secured();
    else if (sent.verb === 'MAIL' && code < 300) this.mails();
    else if (sent.verb === 'AUTH') this.decided(sent, code);
  }

  private secured(): void {
    this.isSecured = true;
    this.commands.lost();
  }

  /** Who sends mail does not sign in any more (RFC 4954 §4): what followed at once is mail. */
  private mails(): void {
    this.isOver = true;
    this.commands.forget();
  }

  private decided(sent: SentCommand, code: number): void {
    this.commands.settle(sent, code === SUCCEEDED ? 'success' : REFUSED.has(code) ? 'failure' : 'unknown', code);
    if (code !== SUCCEEDED) return;
    this.isOver = true;
    this.commands.lost();
  }
}
