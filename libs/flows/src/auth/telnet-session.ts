import { hidesTelnet, MAX_USER, telnetLine, telnetUser, wireText } from '@wireledger/decoders';
import type { SignIn } from './sign-in';

const MAX_GREETING = 128;
/** Bytes kept of the server's line; of a longer one the end, where prompts stand. */
const MAX_LINE = 512;
/** Bytes of either side without a step towards signing in, after which nobody signs in here. */
const MAX_IDLE_BYTES = 65_536;
const NUL = 0x00;
const BACKSPACE = 0x08;
const LF = 0x0a;
const CR = 0x0d;
const KILL = 0x15;
const DELETE = 0x7f;

/** Asked for nothing; for the user; named, before the secret is asked for; for the secret; the secret was sent. */
type Step = 'idle' | 'user' | 'named' | 'secret' | 'judged';

/**
 * Sign-in over Telnet: prompts, what is typed at them (a key a segment, corrected with the keys of a terminal), and what the server then says. The secret is
 * passed by, byte after byte; that it was sent is all that is known of it.
 */
export class TelnetSession {
  isOver = false;
  private step: Step = 'idle';
  private user = '';
  private readonly typed = new Uint8Array(MAX_USER);
  private typedLength = 0;
  /** Lines typed before anybody asked for the secret. */
  private ahead = 0;
  private afterCr = false;
  private readonly line = new Uint8Array(MAX_LINE);
  private lineLength = 0;
  /** The server's line has grown since it was judged. */
  private isNews = false;
  private idleBytes = 0;

  constructor(private readonly signIn: SignIn) {}

  /** Data of the client. */
  client(bytes: Uint8Array, start: number, end: number): void {
    this.spend(end - start);
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      const follows = this.afterCr && (byte === LF || byte === NUL);
      this.afterCr = byte === CR;
      // A line ends with CR LF or CR NUL (RFC 854), of many clients with one of CR and LF.
      if (!follows) this.key(byte);
    }
  }

  /** Data of the server. */
  server(bytes: Uint8Array, start: number, end: number): void {
    this.spend(end - start);
    for (let at = start; at < end && !this.isOver; at++) {
      const byte = bytes[at] as number;
      if (byte === LF) {
        this.judge(false);
        this.lineLength = 0;
        // NUL does nothing on a terminal (RFC 854).
      } else if (byte !== NUL) this.append(byte);
    }
  }

  /** The server has said all that its segment holds: what stands at its end may be a prompt. */
  serverPauses(): void {
    if (!this.isOver && this.isNews) this.judge(true);
  }

  /** An option's subnegotiation of either side. */
  option(option: number, body: Uint8Array): void {
    if (hidesTelnet(option, body)) this.isOver = true;
    const user = telnetUser(option, body);
    if (user !== '' && this.step === 'idle') this.user = user;
  }

  lost(): void {
    this.signIn.settle('unknown', 0);
    this.step = 'idle';
    this.lineLength = 0;
    this.afterCr = false;
  }

  ended(): void {
    this.signIn.settle('unknown', 0);
  }

  private key(byte: number): void {
    const enter = byte === CR || byte === LF;
    switch (this.step) {
      case 'user':
        if (enter) {
          this.user = wireText(this.typed, 0, this.typedLength, MAX_USER);
          this.enterStep('named');
        } else if (byte === BACKSPACE || byte === DELETE) this.typedLength = Math.max(0, this.typedLength - 1);
        else if (byte === KILL) this.typedLength = 0;
        else if (this.typedLength < MAX_USER) this.typed[this.typedLength++] = byte;
        return;
      case 'named':
        if (enter) this.ahead++;
        return;
      case 'secret':
        if (enter) this.secretSent();
        return;
      default:
        return;
    }
  }

  private judge(open: boolean): void {
    this.isNews = false;
    const text = Buffer.from(this.line.buffer, 0, this.lineLength).toString('latin1');
    const meaning = telnetLine(text, open);
    if (this.step === 'judged') {
      if (meaning === 'welcome' || meaning === 'command') return this.succeed();
      // Who is asked again was refused.
      if (meaning === 'other') return;
      this.signIn.settle('failure', 0);
      this.enterStep('idle');
    }
    if (meaning === 'user') {
      this.user = '';
      this.typedLength = 0;
      this.enterStep('user');
    } else if (meaning === 'secret') {
      this.enterStep('secret');
      if (this.ahead > 0) this.secretSent();
      this.ahead = 0;
    } else if (!open && this.step === 'idle' && this.signIn.serverSoftware === '') {
      const end = this.lineLength - (this.line[this.lineLength - 1] === CR ? 1 : 0);
      if (text.trim() !== '') this.signIn.serverSoftware = wireText(this.line, 0, end, MAX_GREETING);
    }
  }

  private secretSent(): void {
    this.signIn.begin({ mechanism: 'password', user: this.user, cleartext: true });
    this.lineLength = 0;
    this.enterStep('judged');
  }

  private succeed(): void {
    this.signIn.settle('success', 0);
    this.isOver = true;
  }

  private enterStep(step: Step): void {
    this.step = step;
    this.idleBytes = 0;
  }

  private append(byte: number): void {
    if (this.lineLength === MAX_LINE) {
      this.line.copyWithin(0, MAX_LINE / 2);
      this.lineLength = MAX_LINE / 2;
    }
    this.line[this.lineLength++] = byte;
    this.isNews = true;
  }

  private spend(bytes: number): void {
    this.idleBytes += bytes;
    if (this.idleBytes <= MAX_IDLE_BYTES) return;
    this.isOver = true;
    this.signIn.settle('unknown', 0);
  }
}
