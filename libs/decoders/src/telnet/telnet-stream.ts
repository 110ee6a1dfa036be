/** Commands (RFC 854, "TELNET command structure"). */
const SE = 240;
const SB = 250;
const WILL = 251;
const DONT = 254;
const IAC = 255;
/** Longest body of a subnegotiation that is told; the rest of a longer one is passed by. */
const MAX_BODY = 512;
/** Greatest option number of those that IANA lists and programs offer first; beyond it stand the experimental ones. */
const MAX_FIRST_OPTION = 49;

/** What a direction is made of. Bytes are only valid during the call. */
export interface TelnetHandler {
  /** Data: `[start, end)` without commands. */
  data(bytes: Uint8Array, start: number, end: number): void;
  /** A subnegotiation of an option (RFC 855), with what stands between its number and IAC SE. */
  subnegotiation(option: number, body: Uint8Array): void;
}

/** True when `[start, end)` begins as a Telnet negotiation does: with WILL, WONT, DO or DONT, then nothing, another command, or text. */
export function isTelnet(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 3 || bytes[start] !== IAC) return false;
  const command = bytes[start + 1] as number;
  if (command < WILL || command > DONT || (bytes[start + 2] as number) > MAX_FIRST_OPTION) return false;
  if (end - start === 3) return true;
  const next = bytes[start + 3] as number;
  return next === IAC || next === 0x0d || next === 0x0a || (next >= 0x20 && next < 0x7f);
}

type State = 'data' | 'command' | 'option' | 'subOption' | 'body' | 'bodyCommand';

/** Tells the data of one direction of a Telnet connection from its commands (RFC 854, RFC 855), however they were cut into segments. */
export class TelnetStream {
  private state: State = 'data';
  private option = 0;
  private readonly body = new Uint8Array(MAX_BODY);
  private length = 0;

  push(bytes: Uint8Array, start: number, end: number, handler: TelnetHandler): void {
    let at = start;
    while (at < end) {
      if (this.state === 'data') {
        const command = indexOf(bytes, IAC, at, end);
        if (command > at) handler.data(bytes, at, command);
        if (command < end) this.state = 'command';
        at = command + 1;
      } else {
        this.command(bytes, at, handler);
        at++;
      }
    }
  }

  /** Bytes were lost: what stood half is given up. */
  reset(): void {
    this.state = 'data';
    this.length = 0;
  }

  private command(bytes: Uint8Array, at: number, handler: TelnetHandler): void {
    const byte = bytes[at] as number;
    switch (this.state) {
      case 'command':
        // A doubled IAC is a byte of data.
        if (byte === IAC) handler.data(bytes, at, at + 1);
        this.state = byte === SB ? 'subOption' : byte >= WILL && byte <= DONT ? 'option' : 'data';
        return;
      case 'subOption':
        this.option = byte;
        this.length = 0;
        this.state = 'body';
        return;
      case 'body':
        if (byte === IAC) this.state = 'bodyCommand';
        else this.keep(byte);
        return;
      case 'bodyCommand':
        if (byte === IAC) {
          this.keep(byte);
          this.state = 'body';
          return;
        }
        // Anything but SE breaks it off (RFC 855 knows no other end).
        if (byte === SE) handler.subnegotiation(this.option, this.body.subarray(0, this.length));
        this.state = 'data';
        return;
      default:
        // The option that WILL, WONT, DO or DONT is about.
        this.state = 'data';
    }
  }

  private keep(byte: number): void {
    if (this.length < MAX_BODY) this.body[this.length++] = byte;
  }
}

function indexOf(bytes: Uint8Array, byte: number, at: number, end: number): number {
  while (at < end && bytes[at] !== byte) at++;
  return at;
}
