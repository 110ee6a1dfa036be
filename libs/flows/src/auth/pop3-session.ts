import { MAX_USER, readCommand, wireText, wordEnd } from '@wireledger/decoders';
import type { LineSession } from '../streams/line-reader';
import { SaslExchange } from './sasl-exchange';
import type { SignIn } from './sign-in';

const MAX_GREETING = 128;
const PLUS = 0x2b;
const MINUS = 0x2d;
const SPACE = 0x20;

/** Sign-in over POP3 (RFC 1939 §7, RFC 5034): USER and PASS, APOP, AUTH. */
export class Pop3Session implements LineSession {
  isOver = false;
  isSecured = false;
  private greeted = false;
  private securing = false;
  private user = '';
  private readonly exchange: SaslExchange;

  constructor(private readonly signIn: SignIn) {
    this.exchange = new SaslExchange(signIn);
  }

  client(bytes: Uint8Array, start: number, end: number): void {
    const { exchange, signIn } = this;
    if (exchange.isOpen) return exchange.message(bytes, start, end);
    const { verb, at } = readCommand(bytes, start, end);
    if (verb === 'USER') this.user = wireText(bytes, at, end, MAX_USER);
    else if (verb === 'PASS') signIn.begin({ mechanism: 'password', user: this.user, cleartext: true });
    else if (verb === 'APOP')
      signIn.begin({
        mechanism: 'apop',
        user: wireText(bytes, at, wordEnd(bytes, at, end), MAX_USER),
        cleartext: false,
      });
    else if (verb === 'AUTH' && at < end) exchange.begin(bytes, at, end, wordEnd(bytes, at, end));
    else if (verb === 'STLS') this.securing = true;
  }

  server(bytes: Uint8Array, start: number, end: number): void {
    const ok = isReply(bytes, start, end, PLUS, 'OK');
    if (!ok && !isReply(bytes, start, end, MINUS, 'ERR')) {
      if (!this.greeted) this.isOver = true;
      return;
    }
    if (!this.greeted) {
      this.signIn.serverSoftware = wireText(bytes, Math.min(end, start + 4), end, MAX_GREETING);
      this.greeted = true;
      return;
    }
    if (this.securing && ok) this.isSecured = true;
    this.securing = false;
    this.exchange.close();
    if (!this.signIn.isPending) return;
    this.signIn.settle(ok ? 'success' : 'failure', 0);
    if (ok) this.isOver = true;
  }

  lost(): void {
    this.signIn.settle('unknown', 0);
    this.exchange.close();
  }

  ended(): void {
    this.signIn.end();
  }
}

/** `+OK` or `-ERR`, alone or before a blank. */
export function isReply(bytes: Uint8Array, start: number, end: number, sign: number, word: string): boolean {
  if (end - start < word.length + 1 || bytes[start] !== sign) return false;
  for (let i = 0; i < word.length; i++) if (bytes[start + 1 + i] !== word.charCodeAt(i)) return false;
  return end - start === word.length + 1 || bytes[start + 1 + word.length] === SPACE;
}
