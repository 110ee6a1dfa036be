import { CaptureParser, CaptureWriter, interfaceBlock, sectionBlock, writePacketBlock } from '@wireledger/capture';
import { mutations } from '@wireledger/decoders/testing';
import { formatIp, parseIp } from '@wireledger/kernel';

import { type AddressForm, addressMasks } from './address-masks';
import { maskedCapture } from './masked-capture';
import { PacketAddresses } from './packet-addresses';
import { PacketMask } from './packet-mask';

const keys = { pseudonyms: Buffer.alloc(32, 7), prefixes: Buffer.alloc(32, 11) };
const FORMS = ['prefix', 'pseudonym', 'truncate'] as const;
/** A datagram from 10.0.0.1 to 192.0.2.7 that says `secret`. */
const FRAME = Buffer.from('020000000001020000000002080045000022000100004011000 00a000001c000020730390035000e0000736563726574'.replaceAll(' ', ''), 'hex'); // prettier-ignore

const inside = (form: AddressForm, text: string): string => {
  const bytes = Uint8Array.from(parseIp(text) as Uint8Array);
  new PacketAddresses(keys, form).ip(bytes, 0, bytes.length as 4 | 16);
  return formatIp(bytes);
};
const macInside = (form: AddressForm, hex: string): Buffer => {
  const bytes = Buffer.from(hex, 'hex');
  new PacketAddresses(keys, form).mac(bytes, 0);
  return bytes;
};

async function masked(chunks: readonly Uint8Array[], form: AddressForm, format: 'pcap' | 'pcapng'): Promise<Buffer> {
  const parts: Buffer[] = [];
  async function* given() {
    yield* chunks;
  }
  for await (const part of maskedCapture(given(), new PacketMask(keys, form), format)) parts.push(part);
  return Buffer.concat(parts);
}

function pcap(linktype = 1): Buffer {
  const parts: Buffer[] = [];
  const writer = new CaptureWriter({ format: 'pcap', linktype }, (bytes) => void parts.push(Buffer.from(bytes)));
  for (let n = 0; n < 3; n++) writer.write(FRAME, 1.7e15 + n, FRAME.length + n);
  writer.end();
  return Buffer.concat(parts);
}

/** A block of pcapng with any body. */
function block(type: number, body: string): Buffer {
  const padded = Buffer.concat([Buffer.from(body), Buffer.alloc(-body.length & 3)]);
  const bytes = Buffer.alloc(12 + padded.length);
  bytes.writeUInt32LE(type, 0);
  bytes.writeUInt32LE(bytes.length, 4);
  bytes.writeUInt32LE(bytes.length, bytes.length - 4);
  padded.copy(bytes, 8);
  return bytes;
}

function pcapng(): Buffer {
  const packet = Buffer.alloc(200);
  const taken = { buffer: FRAME, offset: 0, captured: FRAME.length, original: 99, us: 1.7e15, iface: 1 };
  const end = writePacketBlock(packet, 0, taken);
  const named = [block(4, 'resolved.example'), block(10, 'CLIENT_RANDOM'), block(0x0bad, 'custom.example')];
  return Buffer.concat([sectionBlock(), interfaceBlock(1), interfaceBlock(101), ...named, packet.subarray(0, end)]);
}

const read = (capture: Buffer) => {
  const packets: { bytes: Buffer; original: number; us: number; linktype: number }[] = [];
  const parser = new CaptureParser((buffer, offset, captured, original, us, linktype) => {
    packets.push({ bytes: Buffer.from(buffer.subarray(offset, offset + captured)), original, us, linktype });
  });
  parser.feed(capture);
  return { packets, end: parser.end() };
};

describe('addresses inside packets', () => {
  it('under PREFIX are those of the pages, under TRUNCATE their networks', () => {
    const pages = addressMasks(keys);
    for (const address of ['10.0.0.1', '0.0.0.0', '2001:db8::1']) {
      const bytes = parseIp(address) as Uint8Array;
      expect(`addr-${inside('prefix', address)}`).toBe(pages.prefix.of(bytes));
      expect(pages.truncate.of(bytes).split('/')[0]).toBe(inside('truncate', address));
    }
  });

  it('under PSEUDONYM are others, one for one, without their networks', () => {
    const addresses = Array.from({ length: 2000 }, (_, n) => `10.1.${n >> 8}.${n & 255}`);
    const become = new Set(addresses.map((address) => inside('pseudonym', address)));
    expect(become.size).toBe(addresses.length);
    expect(new Set([...become].map((address) => address.split('.').slice(0, 2).join('.'))).size).toBeGreaterThan(1500);
    expect(inside('pseudonym', '2001:db8::1')).not.toBe(inside('pseudonym', '2001:db8::2'));
    expect(inside('pseudonym', '10.1.0.1')).toBe(inside('pseudonym', '10.1.0.1'));
  });

  it.each(FORMS)('MAC addresses become local ones, groups stay groups, nobody stays nobody: %s', (form) => {
    const one = macInside(form, '001b44113ab7');
    expect((one[0] as number) & 3).toBe(2);
    expect((macInside(form, '01005e0000fb')[0] as number) & 3).toBe(3);
    expect(macInside(form, '001b44113ab8')).not.toEqual(one);
    for (const nobody of ['ffffffffffff', '000000000000']) expect(macInside(form, nobody).toString('hex')).toBe(nobody);
  });
});

describe('a masked capture', () => {
  it.each(FORMS)(
    'is the same packets with other addresses and no payload, however it comes in pieces: %s',
    async (form) => {
      const bytes = pcap();
      const whole = await masked([bytes], form, 'pcap');
      expect(
        await masked(
          [...bytes].map((byte) => Uint8Array.of(byte)),
          form,
          'pcap',
        ),
      ).toEqual(whole);
      const { packets, end } = read(whole);
      expect(end).toMatchObject({ error: null, truncated: false });
      expect(packets.map(({ original, us }) => [original, us])).toEqual(
        [0, 1, 2].map((n) => [FRAME.length + n, 1.7e15 + n]),
      );
      expect(packets[0]?.bytes).toHaveLength(42);
      expect(formatIp(packets[0]?.bytes.subarray(26, 30) ?? Buffer.alloc(4))).toBe(inside(form, '10.0.0.1'));
      expect(whole.includes('secret')).toBe(false);
    },
  );

  it('of several interfaces is pcapng, without names, secrets and blocks that are not known', async () => {
    const bytes = await masked([pcapng()], 'prefix', 'pcapng');
    expect(read(bytes).packets).toMatchObject([{ original: 99, us: 1.7e15, linktype: 101, bytes: { length: 1 } }]);
    for (const name of ['resolved', 'CLIENT', 'custom', 'secret']) expect(bytes.includes(name)).toBe(false);
  });

  it('of nothing is an empty file; what is no capture, and two link types in one pcap, are refused', async () => {
    expect(read(await masked([pcap().subarray(0, 24)], 'prefix', 'pcap')).packets).toEqual([]);
    await expect(masked([Buffer.from('no capture')], 'prefix', 'pcap')).rejects.toThrow('is not a capture');
    const two = Buffer.concat([pcapng(), sectionBlock(), pcapng().subarray(28)]);
    two.writeUInt16LE(1, 28 + 32 + 8);
    await expect(masked([two], 'prefix', 'pcap')).rejects.toThrow('link types');
  });

  it.each([
    ['pcap', pcap()],
    ['pcapng', pcapng()],
  ] as const)('comes of any bytes: mutations of %s', async (_name, sample) => {
    let whole = 0;
    for (const bytes of mutations(sample, 400)) {
      const result = await masked([bytes], 'prefix', 'pcapng').catch((error: unknown) => (error as Error).message);
      if (typeof result === 'string')
        expect(result).toMatch(/^the file (is not a capture|is empty|is compressed|is a zip)/);
      else {
        whole++;
        expect(read(result).end).toMatchObject({ error: null, truncated: false });
      }
    }
    expect(whole).toBeGreaterThan(200);
  });
});
