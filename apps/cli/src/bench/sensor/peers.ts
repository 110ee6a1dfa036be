import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { findProgram } from '../find-program';

/** A program that reads the same capture file, and how it is asked to. */
export interface Peer {
  readonly name: string;
  /** What is looked for on PATH. */
  readonly program: string;
  readonly debianPackage: string;
  /** `scratch` is an empty folder of this run alone. */
  readonly args: (capture: string, scratch: string) => readonly string[];
  /** It reads so many packets from the beginning: all of them would take minutes. */
  readonly packets?: number;
  /** Arguments with which the program ends with 0 when all that it needs is there. */
  readonly probe?: readonly string[];
}

/** What our facts carry, as near as tshark's fields come to it. */
const TSHARK_FIELDS = [
  ...['frame.time_epoch', 'frame.len', 'ip.proto', 'ip.src', 'ip.dst', 'ipv6.src', 'ipv6.dst'],
  ...['tcp.srcport', 'tcp.dstport', 'tcp.flags', 'udp.srcport', 'udp.dstport'],
  ...['dns.id', 'dns.qry.name', 'dns.qry.type', 'dns.flags.rcode', 'dns.a', 'dns.aaaa', 'dns.cname'],
  ...[
    'tls.handshake.extensions_server_name',
    'http.request.method',
    'http.host',
    'http.request.uri',
    'http.user_agent',
  ],
].flatMap((field) => ['-e', field]);
const TSHARK_FIELDS_PACKETS = 200_000;
const TSHARK_CONV_PACKETS = 500_000;

const SCAPY_PACKETS = 50_000;
/** A flow table as a person writes it with Scapy: layers decoded, counters in a dictionary by five-tuple. */
const SCAPY_FLOWS = `
import sys
from scapy.all import PcapReader, IP, IPv6, TCP, UDP, DNS
flows = {}
with PcapReader(sys.argv[1]) as packets:
    for n, packet in enumerate(packets):
        if n >= int(sys.argv[2]):
            break
        net = packet.getlayer(IP) or packet.getlayer(IPv6)
        if net is None:
            continue
        port = packet.getlayer(TCP) or packet.getlayer(UDP)
        a = (net.src, port.sport if port else 0)
        b = (net.dst, port.dport if port else 0)
        key = (min(a, b), max(a, b), port.name if port else net.name)
        flow = flows.setdefault(key, [0, 0])
        flow[0] += 1
        flow[1] += len(packet)
        packet.haslayer(DNS)
print(len(flows))
`;

export const PEERS = {
  softflowd: {
    name: 'softflowd',
    program: 'softflowd',
    debianPackage: 'softflowd',
    args: (capture) => ['-r', capture, '-d', '-6', '-m', '1100000', '-v', '9', '-n', '127.0.0.1:9995'],
  },
  nfpcapd: {
    name: 'nfpcapd',
    program: 'nfpcapd',
    debianPackage: 'nfdump',
    args: (capture, scratch) => ['-r', capture, '-w', scratch],
  },
  argus: {
    name: 'argus',
    program: 'argus',
    debianPackage: 'argus-server',
    args: (capture, scratch) => ['-X', '-r', capture, '-w', path.join(scratch, 'argus')],
  },
  ndpiReader: {
    name: 'ndpiReader',
    program: 'ndpiReader',
    debianPackage: 'libndpi-bin',
    args: (capture) => ['-i', capture, '-q'],
  },
  tsharkFields: {
    name: 'tshark -T fields',
    program: 'tshark',
    debianPackage: 'tshark',
    args: (capture) => ['-n', '-c', `${TSHARK_FIELDS_PACKETS}`, '-r', capture, '-T', 'fields', ...TSHARK_FIELDS],
    packets: TSHARK_FIELDS_PACKETS,
  },
  tsharkConversations: {
    name: 'tshark -z conv,tcp',
    program: 'tshark',
    debianPackage: 'tshark',
    args: (capture) => ['-n', '-q', '-c', `${TSHARK_CONV_PACKETS}`, '-r', capture, '-z', 'conv,tcp'],
    packets: TSHARK_CONV_PACKETS,
  },
  scapy: {
    name: 'scapy',
    // Debian's own: another Python does not see its packages.
    program: '/usr/bin/python3',
    debianPackage: 'python3-scapy',
    args: (capture) => ['-c', SCAPY_FLOWS, capture, `${SCAPY_PACKETS}`],
    packets: SCAPY_PACKETS,
    probe: ['-c', 'import scapy'],
  },
  tcpdump: {
    name: 'tcpdump -w /dev/null',
    program: 'tcpdump',
    debianPackage: 'tcpdump',
    args: (capture) => ['-r', capture, '-w', '/dev/null'],
  },
} as const satisfies Readonly<Record<string, Peer>>;

export type PeerId = keyof typeof PEERS;

/** A peer that is there: the file that is run, and the version of its package, null when Debian knows none. */
export interface FoundPeer {
  readonly peer: Peer;
  readonly file: string;
  readonly version: string | null;
}

/** Those of some peers that this machine has. */
export function findPeers(ids: Iterable<PeerId>): ReadonlyMap<PeerId, FoundPeer> {
  const found = new Map<PeerId, FoundPeer>();
  for (const id of ids) {
    const peer: Peer = PEERS[id];
    const file = findProgram(peer.program);
    if (file === null || (peer.probe && spawnSync(file, peer.probe).status !== 0)) continue;
    found.set(id, { peer, file, version: packageVersion(peer.debianPackage) });
  }
  return found;
}

function packageVersion(name: string): string | null {
  const { status, stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Version}', name], { encoding: 'utf8' });
  return status === 0 && stdout !== '' ? stdout : null;
}
