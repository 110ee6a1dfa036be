import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;
/** A step that ends in a moment is no good: the page needs some time, and the server takes a code for 10 s after its step. */
const SPARE_MS = 5000;

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

  /** A code that the server has not seen yet and takes for 15 s at least: of this step, else of the next one, when it has begun. */
  async code(): Promise<string> {
    const now = Date.now();
    const step = Math.floor(now / STEP_MS);
    const wanted =
      step > this.lastStep && now % STEP_MS < STEP_MS - SPARE_MS ? step : Math.max(step, this.lastStep) + 1;
    if (wanted > step) await sleep(wanted * STEP_MS - now + 200);
    this.lastStep = wanted;
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(wanted));
    const mac = createHmac('sha1', this.secret).update(counter).digest();
    const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, '0');
  }

  /** What proves it is the owner without waiting: a code of this step if it has not been used, else a recovery code while there are some. */
  async proof(): Promise<{ readonly code: string; readonly recovery: boolean }> {
    const now = Date.now();
    const atHand = Math.floor(now / STEP_MS) > this.lastStep && now % STEP_MS < STEP_MS - SPARE_MS;
    if (atHand || this.recoveryCodes.length === 0) return { code: await this.code(), recovery: false };
    return { code: this.recoveryCode(), recovery: true };
  }

  /** One of the recovery codes that are left. */
  recoveryCode(): string {
    const code = this.recoveryCodes.shift();
    if (code === undefined) throw new Error('no recovery code is left');
    return code;
  }
}
