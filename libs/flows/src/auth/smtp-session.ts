import { readCommand, readReply, wireText, wordEnd } from '@wireledger/decoders';
import type { LineSession } from '../streams/line-reader';
import { SaslExchange } from './sasl-exchange';
import type { SignIn } from './sign-in';

const MAX_GREETING = 128;
const READY = 220;
const SUCCEEDED = 235;
const CONTINUE = 334;
/** Refusals of who asks, or how (RFC 4954 §6). */
const REFUSED: ReadonlySet<number> = new Set([530, 534, 535]);

/** Sign-in over SMTP (RFC 4954): AUTH and its exchange, until mail begins or TLS hides it. */
export class SmtpSession implements LineSession {
  isOver = false;
  isSecured = false;
  private greeted = false;
  private securing = false;
  private readonly exchange: SaslExchange;

  constructor(private readonly signIn: SignIn) {
    this.exchange = new SaslExchange(signIn);
  }

  client(bytes: Uint8Array, start: number, end: number): void {
    const { exchange } = this;
    if (exchange.isOpen) return exchange.message(bytes, start, end);
    const { verb, at } = readCommand(bytes, start, end);
    if (verb === 'STARTTLS') this.securing = true;
    else if (verb === 'AUTH') exchange.begin(bytes, at, end, wordEnd(bytes, at, end));
    // Who sends mail does not sign in any more (RFC 4954 §4).
    else if (verb === 'MAIL') this.isOver = true;
  }

  server(bytes: Uint8Array, start: number, end: number): void {
    const reply = readReply(bytes, start, end);
    if (!reply) {
      if (!this.greeted) this.isOver = true;
      return;
    }
    if (!this.greeted && reply.code === READY)
      this.signIn.serverSoftware = wireText(bytes, reply.at, end, MAX_GREETING);
    else if (reply.code === READY && this.securing && !reply.more) this.isSecured = true;
    this.greeted = true;
    if (reply.more || reply.code === CONTINUE) return;
    this.securing = false;
    if (!this.exchange.isOpen) return;
    const { code } = reply;
    this.exchange.close();
    this.signIn.settle(code === SUCCEEDED ? 'success' : REFUSED.has(code) ? 'failure' : 'unknown', code);
    if (code === SUCCEEDED) this.isOver = true;
  }

  lost(): void {
    this.signIn.settle('unknown', 0);
    this.exchange.close();
  }

  ended(): void {
    this.signIn.end();
  }
}
