import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;

/** What a person's telephone and drawer hold: an authenticator app of its own making (RFC 6238), and recovery codes. */
export class Authenticator {
  private readonly secret: Buffer;
  private lastStep = 0;

  /** `text`: the secret as the console shows it, base32. */
  constructor(
    text: string,
    readonly recoveryCodes: string[] = [],
  ) {
    const bits = [...text.replace(/\s/g, '')].map((char) => ALPHABET.indexOf(char).toString(2).padStart(5, '0'));
    this.secret = Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  }

  /** A code that the server has not seen yet and takes now: of the step before this one first, then this one, then the next; else when there is one. */
  async code(): Promise<string> {
    const now = Math.floor(Date.now() / STEP_MS);
    const step = Math.max(this.lastStep + 1, now - 1);
    // A step that is about to leave the window is no good: the page needs a moment.
    const late = step < now && Date.now() % STEP_MS > STEP_MS - 15_000;
    const wanted = late ? step + 1 : step;
    if (wanted > now + 1) await sleep((wanted - 1) * STEP_MS - Date.now());
    this.lastStep = wanted;
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(wanted));
    const mac = createHmac('sha1', this.secret).update(counter).digest();
    const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, '0');
  }

  /** One of the recovery codes that are left. */
  recoveryCode(): string {
    const code = this.recoveryCodes.shift();
    if (code === undefined) throw new Error('no recovery code is left');
    return code;
  }
}
