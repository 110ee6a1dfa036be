import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { User } from '@wireledger/domain';
import { secretFile } from '@wireledger/platform';

import type { UserDirectory } from './user-directory';

const DAY_MS = 86_400_000;
/** Days after the last sign-in with a second factor. */
const GOOD_FOR = 30;
/** In place of whoever is unknown, so that looking takes as long. */
const NOBODY: Pick<User, 'id' | 'sessionVersion'> = { id: '', sessionVersion: 0 };

/**
 * Marks of browsers in which somebody signed in with a second factor: `<day>.<128 random bits>.<keyed hash>`. A mark says that tries from there are not
 * those of strangers; it replaces neither password nor code. It is bound to one person, is good for 30 days, and ends with all that ends his sessions at
 * once. The key alone makes one, and nothing is stored.
 */
export class KnownDevices {
  private constructor(
    private readonly key: Buffer,
    private readonly directory: Pick<UserDirectory, 'user'>,
    private readonly clock: () => number,
  ) {}

  /** Key in `<dataDir>/keys/known-device.key`, made on first use. `clock`: ms since 1970 UTC. */
  static open(dataDir: string, directory: Pick<UserDirectory, 'user'>, clock: () => number): KnownDevices {
    const text = secretFile(dataDir, 'known-device.key', () => randomBytes(32).toString('base64url'));
    return new KnownDevices(Buffer.from(text, 'base64url'), directory, clock);
  }

  /** A new mark; '' for somebody who is not there. */
  mark(id: string): string {
    const user = this.directory.user(id);
    if (!user) return '';
    const [day, nonce] = [String(this.today()), randomBytes(16).toString('base64url')];
    return `${day}.${nonce}.${this.hash(user, day, nonce).toString('base64url')}`;
  }

  /** What tells this browser of this person from others of his, null when the mark is none of his. Takes as long for somebody who is not there. */
  deviceOf(mark: string, id: string | null): string | null {
    const [, day = '', nonce = '', given = ''] =
      /^(\d{1,6})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/.exec(mark) ?? [];
    const user = id === null ? null : this.directory.user(id);
    const wanted = this.hash(user ?? NOBODY, day, nonce);
    const bytes = Buffer.from(given, 'base64url');
    const isHis = bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
    const age = this.today() - Number(day);
    return user && isHis && age >= 0 && age < GOOD_FOR ? `${user.id} ${nonce}` : null;
  }

  private today(): number {
    return Math.floor(this.clock() / DAY_MS);
  }

  private hash({ id, sessionVersion }: Pick<User, 'id' | 'sessionVersion'>, day: string, nonce: string): Buffer {
    return createHmac('sha256', this.key).update(`device\n${id}\n${sessionVersion}\n${day}\n${nonce}`).digest();
  }
}
