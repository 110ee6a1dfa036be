import { createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { QuicVersion } from './quic-versions';

/**
 * What protects the Initial packets of one direction (RFC 9001 §5.1); each part is derived when it is asked for. Keys are objects: made of mere bytes,
 * a cipher costs three times as much.
 */
export interface PacketKeys {
  /** AES-128-GCM. */
  readonly key: KeyObject;
  readonly iv: Buffer;
  /** AES-128 of header protection. */
  readonly hp: KeyObject;
}

class DerivedKeys implements PacketKeys {
  private knownKey: KeyObject | null = null;
  private knownIv: Buffer | null = null;
  private knownHp: KeyObject | null = null;

  constructor(
    private readonly secret: Buffer,
    private readonly labels: string,
  ) {}

  get key(): KeyObject {
    return (this.knownKey ??= createSecretKey(expandLabel(this.secret, `${this.labels} key`, KEY)));
  }

  get iv(): Buffer {
    return (this.knownIv ??= expandLabel(this.secret, `${this.labels} iv`, IV));
  }

  get hp(): KeyObject {
    return (this.knownHp ??= createSecretKey(expandLabel(this.secret, `${this.labels} hp`, KEY)));
  }
}

const SECRET = 32;
const KEY = 16;
const IV = 12;

const BLOCK = 64;

/** HMAC-SHA-256 (RFC 2104) of a key of at most 64 bytes; two plain hashes leave no object behind that the collector must finalize. */
function hmac(secret: Uint8Array, message: Uint8Array): Buffer {
  const inner = Buffer.alloc(BLOCK + message.length, 0x36);
  const outer = Buffer.alloc(BLOCK + SECRET, 0x5c);
  for (let i = 0; i < secret.length; i++) {
    inner[i] = (secret[i] as number) ^ 0x36;
    outer[i] = (secret[i] as number) ^ 0x5c;
  }
  inner.set(message, BLOCK);
  outer.set(hash('sha256', inner, 'buffer'), BLOCK);
  return hash('sha256', outer, 'buffer');
}

/** HKDF-Expand-Label with an empty context (RFC 8446 §7.1, RFC 5869 §2.3); at most 32 bytes, which one round gives. */
function expandLabel(secret: Buffer, label: string, length: number): Buffer {
  const name = `tls13 ${label}`;
  const info = Buffer.concat([Buffer.from([0, length, name.length]), Buffer.from(name, 'latin1'), Buffer.from([0, 1])]);
  return hmac(secret, info).subarray(0, length);
}

/**
 * Keys that client or server protect their Initial packets with (RFC 9001 §5.2): derived from the version and the destination connection id of the
 * client's first packet, so they hide nothing from who sees it.
 */
export function initialKeys(version: QuicVersion, connectionId: Uint8Array, side: 'client' | 'server'): PacketKeys {
  const initial = hmac(version.salt, connectionId);
  const secret = expandLabel(initial, `${side} in`, SECRET);
  return new DerivedKeys(secret, version.labels);
}
