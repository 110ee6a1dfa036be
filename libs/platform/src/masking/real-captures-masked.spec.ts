import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CaptureParser } from '@wireledger/capture';
import { ArpReader, decodeFrame, FrameKind, Packet } from '@wireledger/decoders';
import type { CutBatch } from '@wireledger/events';
import { Pipeline } from '@wireledger/flows';
import { formatIp, parseIp } from '@wireledger/kernel';

import { type AddressForm, addressMasks } from './address-masks';
import { maskedCapture } from './masked-capture';
import { PacketAddresses } from './packet-addresses';
import { PacketMask } from './packet-mask';

const folder = process.env['WIRELEDGER_CAPTURES'] ?? path.resolve(__dirname, '../../../../../shared/captures');
const keys = { pseudonyms: Buffer.alloc(32, 7), prefixes: Buffer.alloc(32, 11) };
const tcpdump = ['/usr/bin', '/usr/sbin'].map((place) => path.join(place, 'tcpdump')).find(existsSync);
/** One of each layer; all of them when everything is asked for. */
const full = process.env['WIRELEDGER_FULL'] === '1';
const CHOSEN = [
  ...['arp-poison', 'ipv6-web', 'loopback-null-http', 'rawip-http', 'tunnel-gre', 'tunnel-teredo', 'tunnel-vxlan-http'],
  ...['dhcp-all-messages', 'gre-erspan-vxlan', 'icmp-traceroute', 'ipv4-fragments-tcp', 'ipv6-ext-headers'],
  ...['ipv6-fragments-icmp', 'ipv6-hopopt-routing', 'pcapng-bigendian-spb-nrb', 'pcapng-three-sections'],
  ...['pppoe-qinq-tls', 'sll2-arp-icmp', 'tcp-header-cut', 'vlan-mpls', 'wlan-linktype105', 'icmp6', 'sctp'],
];
/** Kind of the last record of a flow. */
const END = 2;
/** Nobody's, and in every header; the last one also where a checksum stands before an urgent pointer of 0 and padding. */
const NOBODY = new Set(['0.0.0.0', '255.255.255.255', '::', '127.0.0.1']);

const names = ['', 'micro', 'community-id'].flatMap((part) =>
  readdirSync(path.join(folder, part))
    .filter((name) => /\.pcap(ng)?$/.test(name) && name !== 'empty.pcap')
    .filter((name) => full || CHOSEN.includes(name.replace(/\..*/, '')))
    .map((name) => path.join(part, name)),
);

async function masked(bytes: Buffer, form: AddressForm, format: 'pcap' | 'pcapng'): Promise<Buffer> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += 4099) yield bytes.subarray(at, at + 4099);
  }
  const parts: Buffer[] = [];
  for await (const part of maskedCapture(chunks(), new PacketMask(keys, form), format)) parts.push(part);
  return Buffer.concat(parts);
}

type Seen = readonly [bytes: Buffer, original: number, us: number, linktype: number];

function packetsOf(capture: Buffer): Seen[] {
  const seen: Seen[] = [];
  const parser = new CaptureParser((buffer, offset, captured, original, us, linktype) => {
    seen.push([Buffer.from(buffer.subarray(offset, offset + captured)), original, us, linktype]);
  });
  parser.feed(capture);
  return seen;
}

/** Every address that the decoders find: innermost, outermost, of ARP. */
function addressesOf(packets: readonly Seen[]): Set<string> {
  const found = new Set<string>();
  const frame = new Packet();
  const arp = new ArpReader();
  for (const [bytes, original, , linktype] of packets) {
    decodeFrame(frame, bytes, 0, bytes.length, original, linktype);
    const add = (at: number, version: number) => found.add(formatIp(bytes.subarray(at, at + (version === 4 ? 4 : 16))));
    if (frame.kind === FrameKind.ARP && arp.read(bytes, frame.payload, frame.payloadEnd))
      for (const address of [arp.sender(), arp.target()]) found.add(address);
    if (frame.kind !== FrameKind.IP && frame.kind !== FrameKind.LATER_FRAGMENT) continue;
    add(frame.src, frame.version);
    add(frame.dst, frame.version);
    if (frame.depth === 0) continue;
    add(frame.outerSrc, frame.outerVersion);
    add(frame.outerDst, frame.outerVersion);
  }
  return found;
}

/** Counters and records of flows as our reader has them; addresses as `address` says. */
function flowsOf(packets: readonly Seen[], address: (text: string) => string) {
  const ends: string[] = [];
  const pipeline = new Pipeline({ cut: 60, onBatch: (batch) => ends.push(...endedIn(batch, address)) });
  for (const [bytes, original, us, linktype] of packets)
    pipeline.packet(bytes, 0, bytes.length, original, us, linktype, 0);
  pipeline.finish();
  const { packets: count, bytes, flows, flows_tcp, flows_udp, flows_icmp } = pipeline.counters;
  return { count, bytes, flows, flows_tcp, flows_udp, flows_icmp, ends: ends.sort() };
}

function endedIn({ kind, payload }: CutBatch, address: (text: string) => string): string[] {
  if (kind !== 'flow') return [];
  const { n, t0, cols } = payload as unknown as { n: number; t0: number; cols: Record<string, (number | string)[]> };
  const all = Array.from({ length: n }, (_, at) => at).filter((at) => cols['kind']?.[at] === END);
  return all.map((at) => {
    const column = (name: string) => cols[name]?.[at];
    // Which side began is told by the payload too: sides are compared, not their order.
    const sides = ['src', 'dst'].map((side) =>
      [address(String(column(side))), ...['Port', 'Packets', 'Bytes'].map((name) => column(side + name))].join(' '),
    );
    const times = [t0 + Number(column('first')), t0 + Number(column('last'))];
    return [column('proto'), ...sides.sort(), ...times].join(' ');
  });
}

const RUN = /[\x21-\x7e]{7,}/g;

/** Runs of printable characters behind the headers: names, requests, passwords, and whatever else can be read. */
function readable(packets: readonly Seen[]): string[] {
  const frame = new Packet();
  return packets.flatMap(([bytes, original, , linktype]) => {
    decodeFrame(frame, bytes, 0, bytes.length, original, linktype);
    const from = frame.kind === FrameKind.IP ? frame.payload : frame.kind === FrameKind.ARP ? frame.payload + 28 : 34;
    return bytes.toString('latin1', from).match(RUN) ?? [];
  });
}

describe('real captures, masked', () => {
  let scratch: string;
  beforeAll(() => {
    scratch = mkdtempSync(path.join(tmpdir(), 'wl-masked-'));
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it.each(names)(
    '%s: no address, nothing that can be read; the same packets and flows; read by tcpdump',
    async (name) => {
      const original = readFileSync(path.join(folder, name));
      const before = packetsOf(original);
      const linkTypes = new Set(before.map(([, , , linktype]) => linktype));
      const addresses = addressesOf(before);
      const text = readable(before);
      for (const form of ['prefix', 'pseudonym', 'truncate'] as const) {
        const bytes = await masked(original, form, linkTypes.size > 1 ? 'pcapng' : 'pcap');
        const after = packetsOf(bytes);
        expect(after.map(([, length, us, linktype]) => [length, us, linktype])).toEqual(
          before.map(([, length, us, linktype]) => [length, us, linktype]),
        );
        const all = bytes.toString('latin1');
        // Runs of the file that can be read are few: header fields that happen to be letters.
        const shown = all.match(RUN)?.join('\n') ?? '';
        expect(text.filter((run) => shown.includes(run))).toEqual([]);
        if (form === 'truncate') expect(addressesOf(after)).toEqual(new Set([...addresses].map(becoming(form))));
        else {
          const sought = [...addresses].filter((address) => !NOBODY.has(address)).slice(0, 500);
          expect(
            sought.filter((address) => bytes.includes(Buffer.from(bytesOf(address))) || all.includes(address)),
          ).toEqual([]);
          expect(flowsOf(after, (address) => address)).toEqual(flowsOf(before, becoming(form)));
        }
        // It reads no file of several link types.
        if (tcpdump && linkTypes.size === 1 && (full || form === 'prefix'))
          expect(toldOf(tcpdump, bytes)).toEqual({ bad: [], packets: before.length });
      }
    },
  );

  /** What tcpdump says of a file that it reads to its end. @throws Error when it does not */
  function toldOf(command: string, bytes: Buffer): { bad: string[]; packets: number } {
    const file = path.join(scratch, 'masked');
    writeFileSync(file, bytes);
    const told = execFileSync(command, ['-ttnnvvr', file], {
      ...{ encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] },
    });
    return { bad: told.match(/bad cksum [0-9a-f]+ \(->/g) ?? [], packets: told.match(/^\d+\.\d{6} /gm)?.length ?? 0 };
  }
});

const bytesOf = (address: string): Uint8Array => parseIp(address) as Uint8Array;

/** What an address becomes in a form: under `prefix` as the pages show it. */
function becoming(form: AddressForm): (address: string) => string {
  const shown = addressMasks(keys).prefix;
  const inside = new PacketAddresses(keys, form);
  return (address) => {
    if (form === 'prefix') return shown.of(bytesOf(address)).slice('addr-'.length);
    const copy = Uint8Array.from(bytesOf(address));
    inside.ip(copy, 0, copy.length as 4 | 16);
    return formatIp(copy);
  };
}
