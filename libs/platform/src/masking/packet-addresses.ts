import { type Cipheriv, createCipheriv, hkdfSync } from 'node:crypto';
import type { AddressMap } from '@wireledger/decoders';

import type { AddressForm } from './address-masks';
import type { MaskingKeys } from './masking-keys';
import { PrefixPreserving } from './prefix-preserving';

/** Addresses of one kind that are remembered; the work of masking one is that of some packets. */
const REMEMBERED = 65_536;
/** Bits that stay of an address that is cut, as the pages show it. */
const KEPT = { 4: 3, 16: 6 } as const;
const ROUNDS = 10;
const LOCAL = 0x02;
const GROUP = 0x01;

/** What an address becomes, bytes for bytes. */
type MaskAddress = (address: Uint8Array) => Uint8Array;

const blocks = (key: Buffer, purpose: string): Cipheriv => {
  const derived = Buffer.from(hkdfSync('sha256', key, '', `wireledger masking packets ${purpose}`, 32));
  // Blocks are a permutation, or a pseudo-random function: nothing is hidden by the mode.
  return createCipheriv('aes-256-ecb', derived, null).setAutoPadding(false);
};

/**
 * A keyed permutation of the addresses of each version: AES-256 of the 16 bytes of IPv6; for IPv4 a Feistel network of ten rounds over two halves of
 * 16 bits (Luby and Rackoff, 1988; as many rounds as NIST SP 800-38G takes) with AES-256 as its function.
 */
function permutation(key: Buffer): MaskAddress {
  const wide = blocks(key, 'ipv6');
  const narrow = blocks(key, 'ipv4');
  const input = Buffer.alloc(16);
  return (address) => {
    if (address.length === 16) return wide.update(address);
    const halves = Buffer.from(address);
    let [left, right] = [halves.readUInt16BE(0), halves.readUInt16BE(2)];
    for (let round = 0; round < ROUNDS; round++) {
      input.writeUInt16BE(right, 0);
      input[2] = round;
      [left, right] = [right, left ^ narrow.update(input).readUInt16BE(0)];
    }
    halves.writeUInt16BE(left, 0);
    halves.writeUInt16BE(right, 2);
    return halves;
  };
}

const truncated: MaskAddress = (address) => {
  const kept = address.length === 4 ? KEPT[4] : KEPT[16];
  return address.map((byte, at) => (at < kept ? byte : 0));
};

function maskOf({ pseudonyms, prefixes }: MaskingKeys, form: AddressForm): MaskAddress {
  if (form === 'truncate') return truncated;
  if (form === 'pseudonym') return permutation(pseudonyms);
  const preserving = new PrefixPreserving(prefixes);
  return (address) => preserving.mask(address);
}

/**
 * Addresses inside packets, by the form in force: `prefix` as the pages show them behind `addr-`, `truncate` with host bits 0, `pseudonym` by a keyed
 * permutation, which is not the text of the pages: that has a tag and does not fit. MAC addresses become keyed pseudonyms in every form.
 */
export class PacketAddresses implements AddressMap {
  private readonly mask: MaskAddress;
  private readonly macs: Cipheriv;
  private readonly macBlock = Buffer.alloc(16);
  /** What was masked lately, by the bytes as Latin-1. */
  private readonly known = new Map<string, Uint8Array>();

  constructor(keys: MaskingKeys, form: AddressForm) {
    this.mask = maskOf(keys, form);
    this.macs = blocks(keys.pseudonyms, 'mac');
  }

  ip(bytes: Uint8Array, at: number, length: 4 | 16): void {
    bytes.set(this.masked(bytes.subarray(at, at + length), this.mask), at);
  }

  /** Locally administered, a group where it was one. All ones and all zeros are nobody's address and stay. */
  mac(bytes: Uint8Array, at: number): void {
    const address = bytes.subarray(at, at + 6);
    const first = address[0] as number;
    if ((first === 0 || first === 0xff) && address.every((byte) => byte === first)) return;
    bytes.set(
      this.masked(address, (mac) => this.ofMac(mac)),
      at,
    );
  }

  private ofMac(mac: Uint8Array): Uint8Array {
    this.macBlock.set(mac);
    const masked = Uint8Array.from(this.macs.update(this.macBlock).subarray(0, 6));
    masked[0] = ((masked[0] as number) & ~GROUP) | LOCAL | ((mac[0] as number) & GROUP);
    return masked;
  }

  private masked(address: Uint8Array, mask: MaskAddress): Uint8Array {
    const name = String.fromCharCode(...address);
    const before = this.known.get(name);
    if (before) return before;
    const masked = mask(address);
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(name, masked);
    return masked;
  }
}
