import { isReadable, MAX_USER, saslUser, wireText } from '@wireledger/decoders';
import type { SentCommand } from './sent-commands';
import type { Pending } from './sign-in';

const STAR = 0x2a;
/** Messages of the client, where there are always as many; what follows them are commands again. */
const MESSAGES: Readonly<Record<string, number>> = { PLAIN: 1, LOGIN: 2, 'CRAM-MD5': 1 };

/** Who is told of secrets. */
interface Attempts {
  secret(command: SentCommand, pending: Pending): void;
}

/** A SASL exchange as SMTP, POP3 and IMAP carry it (RFC 4954, RFC 5034, RFC 9051 §6.2.2): mechanism, then base64 lines of the client. */
export class SaslExchange {
  private command: SentCommand | null = null;
  private mechanism = '';
  private user = '';
  private messages = 0;

  constructor(private readonly attempts: Attempts) {}

  /** Lines of the client belong to the exchange. */
  get isOpen(): boolean {
    return this.command !== null;
  }

  /** The client's `command` names a mechanism in `[at, end)`, perhaps with a first message behind it. */
  begin(command: SentCommand, bytes: Uint8Array, at: number, end: number, wordEnd: number): void {
    this.command = command;
    this.mechanism = wireText(bytes, at, wordEnd, 32).toUpperCase();
    this.user = '';
    this.messages = 0;
    let message = wordEnd;
    while (message < end && bytes[message] === 0x20) message++;
    if (message < end) this.said(command, bytes, message, end);
  }

  /** The next line of the client. */
  message(bytes: Uint8Array, start: number, end: number): void {
    const { command } = this;
    if (!command) return;
    command.ahead++;
    if (end - start !== 1 || bytes[start] !== STAR) this.said(command, bytes, start, end);
    // Once the secret was shown, the server decides.
    else if (!command.attempt) this.command = null;
  }

  /** The server has decided about a command. */
  close(command: SentCommand): void {
    if (this.command === command) this.command = null;
  }

  /** What came before is not known any more. */
  lost(): void {
    this.command = null;
  }

  private said(command: SentCommand, bytes: Uint8Array, start: number, end: number): void {
    const { mechanism } = this;
    const needed = MESSAGES[mechanism];
    if (this.messages++ === 0) this.user = saslUser(mechanism, bytes, start, end);
    // The user comes first in LOGIN, the secret second; elsewhere the first message says all that is read.
    if (this.messages === (mechanism === 'LOGIN' ? 2 : 1))
      this.attempts.secret(command, {
        mechanism: mechanism.toLowerCase(),
        user: this.user.slice(0, MAX_USER * 4),
        cleartext: isReadable(mechanism),
      });
    if (this.messages === needed) this.command = null;
  }
}
