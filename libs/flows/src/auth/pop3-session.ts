import { MAX_USER, readCommand, wireText, wordEnd } from '@wireledger/decoders';
import type { LineSession } from '../streams/line-reader';
import { SaslExchange } from './sasl-exchange';
import { OrderedCommands } from './sent-commands';
import type { SignIn } from './sign-in';

const MAX_GREETING = 128;
const PLUS = 0x2b;
const MINUS = 0x2d;
const SPACE = 0x20;

/** Sign-in over POP3 (RFC 1939 §7, RFC 5034): USER and PASS, APOP, AUTH, answered in the order in which they were sent (RFC 2449 §6.6). */
export class Pop3Session implements LineSession {
  isOver = false;
  isSecured = false;
  private greeted = false;
  private user = '';
  private readonly commands: OrderedCommands;
  private readonly exchange: SaslExchange;

  constructor(private readonly signIn: SignIn) {
    this.commands = new OrderedCommands(signIn);
    this.exchange = new SaslExchange(this.commands);
  }

  client(bytes: Uint8Array, start: number, end: number): void {
    const { commands, exchange } = this;
    if (exchange.isOpen) return exchange.message(bytes, start, end);
    const { verb, at } = readCommand(bytes, start, end);
    const sent = commands.send(verb);
    if (verb === 'USER') this.user = wireText(bytes, at, end, MAX_USER);
    else if (verb === 'PASS') commands.secret(sent, { mechanism: 'password', user: this.user, cleartext: true });
    else if (verb === 'APOP')
      commands.secret(sent, {
        mechanism: 'apop',
        user: wireText(bytes, at, wordEnd(bytes, at, end), MAX_USER),
        cleartext: false,
      });
    else if (verb === 'AUTH' && at < end) exchange.begin(sent, bytes, at, end, wordEnd(bytes, at, end));
  }

  server(bytes: Uint8Array, start: number, end: number): void {
    const ok = isReply(bytes, start, end, PLUS, 'OK');
    if (!ok && !isReply(bytes, start, end, MINUS, 'ERR')) {
      if (!this.greeted) this.isOver = true;
      else if (asksOn(bytes, start, end)) this.askedOn();
      return;
    }
    if (!this.greeted) {
      this.signIn.serverSoftware = wireText(bytes, Math.min(end, start + 4), end, MAX_GREETING);
      this.greeted = true;
      return;
    }
    const sent = this.commands.answered();
    if (!sent) return;
    this.exchange.close(sent);
    if (sent.verb === 'STLS' && ok) this.isSecured = true;
    else if (!sent.attempt) return;
    else {
      this.commands.settle(sent, ok ? 'success' : 'failure', 0);
      this.isOver = ok;
    }
    if (ok) this.commands.lost();
  }

  lost(): void {
    this.commands.lost();
    this.exchange.lost();
  }

  ended(): void {
    this.commands.ended();
  }

  private askedOn(): void {
    const { first } = this.commands;
    if (first?.verb === 'AUTH') first.ahead--;
  }
}

/** `+` alone or before a blank: the exchange goes on (RFC 5034 §4). */
const asksOn = (bytes: Uint8Array, start: number, end: number): boolean =>
  bytes[start] === PLUS && start < end && (end - start === 1 || bytes[start + 1] === SPACE);

/** `+OK` or `-ERR`, alone or before a blank. */
export function isReply(bytes: Uint8Array, start: number, end: number, sign: number, word: string): boolean {
  if (end - start < word.length + 1 || bytes[start] !== sign) return false;
  for (let i = 0; i < word.length; i++) if (bytes[start + 1 + i] !== word.charCodeAt(i)) return false;
  return end - start === word.length + 1 || bytes[start + 1 + word.length] === SPACE;
}
