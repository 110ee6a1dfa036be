import { MAX_USER, wireText, wordEnd } from '@wireledger/decoders';
import type { LineSession } from '../streams/line-reader';
import { SaslExchange } from './sasl-exchange';
import type { SignIn } from './sign-in';

const MAX_GREETING = 128;
const MAX_TAG = 64;
const MAX_WORD = 16;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** Sign-in over IMAP (RFC 9051 §6.2): LOGIN, AUTHENTICATE and the tagged reply. */
export class ImapSession implements LineSession {
  isOver = false;
  isSecured = false;
  private greeted = false;
  /** Tag and command that waits for its reply. */
  private tag = '';
  private command = '';
  /** The user comes as a literal, in the next line. */
  private literal = false;
  private readonly exchange: SaslExchange;

  constructor(private readonly signIn: SignIn) {
    this.exchange = new SaslExchange(signIn);
  }

  client(bytes: Uint8Array, start: number, end: number): void {
    const { exchange } = this;
    if (exchange.isOpen) return exchange.message(bytes, start, end);
    if (this.literal) {
      this.literal = false;
      return this.login(wireText(bytes, start, wordEnd(bytes, start, end), MAX_USER));
    }
    const tagEnd = wordEnd(bytes, start, end);
    const verbAt = tagEnd + 1;
    if (verbAt >= end) return;
    const verbEnd = wordEnd(bytes, verbAt, end);
    const verb = wireText(bytes, verbAt, verbEnd, MAX_WORD).toUpperCase();
    if (verb !== 'LOGIN' && verb !== 'AUTHENTICATE' && verb !== 'STARTTLS') return;
    // What becomes of an attempt is told by its own tag: it keeps its place until then.
    if (verb === 'STARTTLS' && this.signIn.isPending) return;
    this.tag = wireText(bytes, start, tagEnd, MAX_TAG);
    this.command = verb;
    const at = Math.min(end, verbEnd + 1);
    if (verb === 'AUTHENTICATE') exchange.begin(bytes, at, end, wordEnd(bytes, at, end));
    else if (verb === 'LOGIN') {
      if (bytes[at] === 0x7b && at < end) this.literal = true;
      else this.login(argument(bytes, at, end));
    }
  }

  server(bytes: Uint8Array, start: number, end: number): void {
    const tagEnd = wordEnd(bytes, start, end);
    const tag = wireText(bytes, start, tagEnd, MAX_TAG);
    if (!this.greeted) {
      this.greeted = true;
      if (tag !== '*') this.isOver = true;
      else this.signIn.serverSoftware = wireText(bytes, Math.min(end, tagEnd + 1), end, MAX_GREETING);
      return;
    }
    if (this.command === '' || tag !== this.tag) return;
    const at = Math.min(end, tagEnd + 1);
    const ok = wireText(bytes, at, wordEnd(bytes, at, end), MAX_WORD).toUpperCase() === 'OK';
    if (ok && this.command === 'STARTTLS') this.isSecured = true;
    else if (ok) this.isOver = true;
    this.exchange.close();
    this.command = '';
    this.literal = false;
    this.signIn.settle(ok ? 'success' : 'failure', 0);
  }

  lost(): void {
    this.signIn.settle('unknown', 0);
    this.exchange.close();
    this.command = '';
    this.literal = false;
  }

  ended(): void {
    this.signIn.end();
  }

  private login(user: string): void {
    this.signIn.begin({ mechanism: 'password', user, cleartext: true });
  }
}

/** The first argument: a word, or a text in quotes. */
function argument(bytes: Uint8Array, at: number, end: number): string {
  if (bytes[at] !== QUOTE || at >= end) return wireText(bytes, at, wordEnd(bytes, at, end), MAX_USER);
  const kept = new Uint8Array(MAX_USER);
  let length = 0;
  for (let i = at + 1; i < end && bytes[i] !== QUOTE && length < MAX_USER; i++) {
    if (bytes[i] === BACKSLASH && i + 1 < end) i++;
    kept[length++] = bytes[i] ?? SPACE;
  }
  return wireText(kept, 0, length, MAX_USER);
}
