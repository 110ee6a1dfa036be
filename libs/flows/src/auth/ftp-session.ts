import { MAX_USER, readCommand, readReply, wireText } from '@wireledger/decoders';
import type { LineSession } from '../streams/line-reader';
import type { FtpData } from './ftp-data';
import type { SignIn } from './sign-in';

const MAX_GREETING = 128;
const READY = 220;
const LOGGED_IN: ReadonlySet<number> = new Set([202, 230, 232]);
const PASSWORD_WANTED = 331;
const ACCOUNT_WANTED = 332;
const SECURED = 234;
const MAX_MECHANISM = 16;
/** Names of TLS in AUTH, old ones included (RFC 4217 §4, §17). */
const TLS_NAMES: ReadonlySet<string> = new Set(['TLS', 'TLS-C', 'TLS-P', 'SSL']);

/** Sign-in over FTP (RFC 959 §4.1.1, RFC 4217): USER, PASS and what the server replies; and the data connections that are announced all along. */
export class FtpSession implements LineSession {
  isOver = false;
  isSecured = false;
  private user = '';
  /** USER was sent and not replied to. */
  private named = false;
  /** Code of the reply of several lines that is being read. */
  private inside = 0;
  private greeted = false;
  private signedIn = false;
  /** Mechanism that AUTH asked for. */
  private securing = '';

  constructor(
    private readonly signIn: SignIn,
    private readonly data: FtpData,
  ) {}

  client(bytes: Uint8Array, start: number, end: number): void {
    const command = readCommand(bytes, start, end);
    this.data.command(command.verb, bytes, command.at, command.end);
    if (command.verb === 'AUTH') this.securing = wireText(bytes, command.at, command.end, MAX_MECHANISM).toUpperCase();
    if (this.signedIn) return;
    if (command.verb === 'USER') {
      this.user = wireText(bytes, command.at, command.end, MAX_USER);
      this.named = true;
    } else if (command.verb === 'PASS') {
      this.named = false;
      this.signIn.begin({ mechanism: 'password', user: this.user, cleartext: true });
    }
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
    if (!this.greeted && reply.code === READY)
      this.signIn.serverSoftware = wireText(bytes, reply.at, end, MAX_GREETING);
    this.greeted = true;
    // What a reply of several lines means, its first line says; its end only ends it.
    if (reply.more) return;
    this.data.reply(reply.code, bytes, reply.at, end);
    if (!this.signedIn) this.replied(reply.code);
  }

  lost(): void {
    this.signIn.settle('unknown', 0);
    this.named = false;
    this.inside = 0;
  }

  ended(): void {
    this.signIn.end();
  }

  /** Other mechanisms than TLS (RFC 2228) hide what follows as well. */
  private secured(): void {
    if (TLS_NAMES.has(this.securing)) this.isSecured = true;
    else this.isOver = true;
  }

  private replied(code: number): void {
    const { signIn } = this;
    if (code === SECURED) this.secured();
    else if (code < 200 || code === PASSWORD_WANTED) this.named = false;
    else if (!signIn.isPending) {
      // A user who needs no password.
      if (this.named && (LOGGED_IN.has(code) || code === 530)) {
        signIn.begin({ mechanism: 'none', user: this.user, cleartext: true });
        this.outcome(code);
      }
      this.named = false;
    } else this.outcome(code);
  }

  private outcome(code: number): void {
    if (LOGGED_IN.has(code)) {
      this.signIn.settle('success', code);
      this.signedIn = true;
    } else if (code === ACCOUNT_WANTED) this.signIn.settle('unknown', code);
    else if (code >= 400) this.signIn.settle('failure', code);
  }
}
