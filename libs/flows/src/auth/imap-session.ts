import { MAX_USER, wireText, wordEnd } from '@wireledger/decoders';
import type { LineSession } from '../streams/line-reader';
import { SaslExchange } from './sasl-exchange';
import { type SentCommand, TaggedCommands } from './sent-commands';
import type { SignIn } from './sign-in';

const MAX_GREETING = 128;
const MAX_TAG = 64;
const MAX_WORD = 16;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** Sign-in over IMAP (RFC 9051 §6.2): LOGIN, AUTHENTICATE and the reply with the tag of each. */
export class ImapSession implements LineSession {
  isOver = false;
  isSecured = false;
  private greeted = false;
  /** Whose user comes as a literal, in the next line. */
  private literal: SentCommand | null = null;
  private readonly commands: TaggedCommands;
  private readonly exchange: SaslExchange;

  constructor(private readonly signIn: SignIn) {
    this.commands = new TaggedCommands(signIn);
    this.exchange = new SaslExchange(this.commands);
  }

  client(bytes: Uint8Array, start: number, end: number): void {
    const { exchange, literal } = this;
    if (exchange.isOpen) return exchange.message(bytes, start, end);
    if (literal) {
      this.literal = null;
      return this.login(literal, wireText(bytes, start, wordEnd(bytes, start, end), MAX_USER));
    }
    const tagEnd = wordEnd(bytes, start, end);
    const verbAt = tagEnd + 1;
    if (verbAt >= end) return;
    const verbEnd = wordEnd(bytes, verbAt, end);
    const verb = wireText(bytes, verbAt, verbEnd, MAX_WORD).toUpperCase();
    if (verb !== 'LOGIN' && verb !== 'AUTHENTICATE' && verb !== 'STARTTLS') return;
    const sent = this.commands.send(verb, wireText(bytes, start, tagEnd, MAX_TAG));
    const at = Math.min(end, verbEnd + 1);
    if (verb === 'AUTHENTICATE') exchange.begin(sent, bytes, at, end, wordEnd(bytes, at, end));
    else if (verb === 'LOGIN') {
      if (bytes[at] === 0x7b && at < end) this.literal = sent;
      else this.login(sent, argument(bytes, at, end));
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
    const sent = this.commands.answered(tag);
    if (!sent) return;
    const at = Math.min(end, tagEnd + 1);
    const ok = wireText(bytes, at, wordEnd(bytes, at, end), MAX_WORD).toUpperCase() === 'OK';
    this.exchange.close(sent);
    if (this.literal === sent) this.literal = null;
    this.commands.settle(sent, ok ? 'success' : 'failure', 0);
    if (!ok) return;
    if (sent.verb === 'STARTTLS') this.isSecured = true;
    else this.isOver = true;
    this.commands.lost();
  }

  lost(): void {
    this.commands.lost();
    this.exchange.lost();
    this.literal = null;
  }

  ended(): void {
    this.commands.ended();
  }

  private login(sent: SentCommand, user: string): void {
    this.commands.secret(sent, { mechanism: 'password', user, cleartext: true });
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
