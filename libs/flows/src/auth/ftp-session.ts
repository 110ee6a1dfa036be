import { MAX_USER, readCommand, readReply, wireText } from '@wireledger/decoders';
import type { LineSession } from '../streams/line-reader';
import type { FtpData } from './ftp-data';
import { OrderedCommands, type SentCommand } from './sent-commands';
import type { SignIn } from './sign-in';

const MAX_GREETING = 128;
const READY = 220;
const LOGGED_IN: ReadonlySet<number> = new Set([202, 230, 232]);
const SECURED = 234;
/** Answers that only some commands get (RFC 959 §4.2.2, RFC 4217 §4). */
const ANSWERS: Readonly<Record<number, ReadonlySet<string>>> = {
  230: new Set(['USER', 'PASS', 'ACCT']),
  232: new Set(['USER', 'PASS', 'ACCT']),
  331: new Set(['USER']),
  [SECURED]: new Set(['AUTH']),
};
/** Complaints about a line that is no command. */
const NO_COMMAND: ReadonlySet<number> = new Set([500, 501, 502]);
const MAX_MECHANISM = 16;
/** Names of TLS in AUTH, old ones included (RFC 4217 §4, §17). */
const TLS_NAMES: ReadonlySet<string> = new Set(['TLS', 'TLS-C', 'TLS-P', 'SSL']);

/** Sign-in over FTP (RFC 959 §4.1.1, RFC 4217): USER, PASS and what the server replies, in the order in which it was asked; and the data connections that are announced all along. */
export class FtpSession implements LineSession {
  isOver = false;
  isSecured = false;
  private user = '';
  /** Empty lines, which some servers complain about and others do not. */
  private empty = 0;
  /** Code of the reply of several lines that is being read. */
  private inside = 0;
  private greeted = false;
  private signedIn = false;
  private readonly commands: OrderedCommands;

  constructor(
    private readonly signIn: SignIn,
    private readonly data: FtpData,
  ) {
    this.commands = new OrderedCommands(signIn);
  }

  client(bytes: Uint8Array, start: number, end: number): void {
    const command = readCommand(bytes, start, end);
    this.data.command(command.verb, bytes, command.at, command.end);
    if (this.signedIn) return;
    if (start === end) {
      this.empty++;
      return;
    }
    const { verb, at } = command;
    if (verb === 'USER') this.user = wireText(bytes, at, end, MAX_USER);
    const about = verb === 'AUTH' ? wireText(bytes, at, end, MAX_MECHANISM).toUpperCase() : this.user;
    const sent = this.commands.send(verb, about);
    if (verb === 'PASS') this.commands.secret(sent, { mechanism: 'password', user: this.user, cleartext: true });
  }

  server(bytes: Uint8Array, start: number, end: number): void {
    const reply = readReply(bytes, start, end);
    if (this.inside !== 0) {
      if (reply?.code !== this.inside || reply.more) return;
      this.inside = 0;
    } else if (!reply) {
      // Data of a transfer, or another protocol.
      if (!this.greeted) this.isOver = true;
      return;
    } else if (reply.more) this.inside = reply.code;
    const greets = !this.greeted && reply.code === READY;
    if (greets && this.signIn.serverSoftware === '')
      this.signIn.serverSoftware = wireText(bytes, reply.at, end, MAX_GREETING);
    // What a reply of several lines means, its first line says; its end only ends it.
    if (reply.more) return;
    this.data.reply(reply.code, bytes, reply.at, end);
    if (reply.code >= 200) this.greeted = true;
    if (!greets && !this.signedIn) this.replied(reply.code);
  }

  lost(): void {
    this.commands.lost();
    this.empty = 0;
    this.inside = 0;
  }

  ended(): void {
    this.commands.ended();
  }

  private replied(code: number): void {
    // Preliminary: another reply to the same command follows.
    if (code < 200) return;
    if (this.empty > 0 && NO_COMMAND.has(code)) {
      this.empty--;
      return;
    }
    const sent = this.commands.answered(ANSWERS[code]);
    if (!sent) return;
    if (sent.verb === 'AUTH' && code === SECURED) this.secured(sent.about);
    else if (sent.verb === 'USER' && (LOGGED_IN.has(code) || code === 530)) {
      // A user who needs no password.
      this.commands.secret(sent, { mechanism: 'none', user: sent.about, cleartext: true });
      this.outcome(sent, code);
    } else if (sent.verb === 'PASS' || sent.verb === 'ACCT') this.outcome(sent, code);
  }

  /** Other mechanisms than TLS (RFC 2228) hide what follows as well. */
  private secured(mechanism: string): void {
    this.commands.lost();
    if (TLS_NAMES.has(mechanism)) this.isSecured = true;
    else this.isOver = true;
  }

  private outcome(sent: SentCommand, code: number): void {
    const { commands } = this;
    if (LOGGED_IN.has(code)) {
      commands.settle(sent, 'success', code);
      this.signedIn = true;
      // What a server says to somebody who is signed in, it says whatever the password.
      commands.lost();
    } else commands.settle(sent, code >= 400 ? 'failure' : 'unknown', code);
  }
}
