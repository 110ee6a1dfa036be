import { isReadable, MAX_USER, saslUser, wireText } from '@wireledger/decoders';
import type { SignIn } from './sign-in';

const STAR = 0x2a;

/** A SASL exchange as SMTP, POP3 and IMAP carry it (RFC 4954, RFC 5034, RFC 9051 §6.2.2): mechanism, then base64 lines of the client. */
export class SaslExchange {
  private mechanism = '';
  private user = '';
  private messages = 0;

  constructor(private readonly signIn: SignIn) {}

  /** Lines of the client belong to the exchange. */
  get isOpen(): boolean {
    return this.mechanism !== '';
  }

  /** The client names a mechanism in `[at, end)`, perhaps with a first message behind it. */
  begin(bytes: Uint8Array, at: number, end: number, wordEnd: number): void {
    this.mechanism = wireText(bytes, at, wordEnd, 32).toUpperCase();
    this.user = '';
    this.messages = 0;
    let message = wordEnd;
    while (message < end && bytes[message] === 0x20) message++;
    if (message < end) this.message(bytes, message, end);
  }

  /** The next line of the client. */
  message(bytes: Uint8Array, start: number, end: number): void {
    if (end - start === 1 && bytes[start] === STAR) {
      // Once the secret was shown, the server decides.
      if (!this.signIn.isPending) this.close();
      return;
    }
    if (this.messages++ === 0) this.user = saslUser(this.mechanism, bytes, start, end);
    // The user comes first in LOGIN, the secret second; elsewhere the first message says all that is read.
    if (this.mechanism === 'LOGIN' && this.messages === 1) return;
    const { mechanism, user } = this;
    if (this.messages > (mechanism === 'LOGIN' ? 2 : 1)) return;
    this.signIn.begin({
      mechanism: mechanism.toLowerCase(),
      user: user.slice(0, MAX_USER * 4),
      cleartext: isReadable(mechanism),
    });
  }

  /** The server has decided, or the client given up. */
  close(): void {
    this.mechanism = '';
  }
}
