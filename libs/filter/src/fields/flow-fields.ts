import type { FlowColumn } from './columns';
import type { Field, FilterKind } from './field';

type Told = Pick<Field, 'label' | 'description' | 'example'> & Partial<Field>;

const field = (name: string, type: Field['type'], columns: readonly FlowColumn[], told: Told): Field => ({
  name,
  type,
  columns,
  kinds: ['flow'],
  cardinality: 'many',
  masking: 'public',
  index: 'none',
  caseCounts: false,
  values: [],
  ...told,
});

/** Records that have two ends, a protocol, a sensor and a time. */
const TWO_ENDED: readonly FilterKind[] = ['flow', 'dns', 'tls', 'http', 'auth'];
/** Records and alerts. */
const ALL: readonly FilterKind[] = [...TWO_ENDED, 'alert'];

/** Fields of flows, some of which other records have too. "Source" is who began the flow or asked, "destination" who was spoken to. */
export const FLOW_FIELDS: readonly Field[] = [
  field('src.ip', 'address', ['src'], {
    kinds: ALL,
    label: 'the source address',
    description: 'Address of the side that began the flow, or asked.',
    example: 'src.ip = 10.0.0.0/8',
    masking: 'address',
    index: 'sealed',
  }),
  field('dst.ip', 'address', ['dst'], {
    kinds: ALL,
    label: 'the destination address',
    description: 'Address of the side that was spoken to.',
    example: 'dst.ip in (192.0.2.1, 2001:db8::/32)',
    masking: 'address',
    index: 'sealed',
  }),
  field('ip', 'address', ['src', 'dst'], {
    kinds: ALL,
    label: 'either address',
    description: 'Address of either side. `ip != x`: neither side is x.',
    example: 'ip = 10.0.0.1..10.0.0.9',
    masking: 'address',
    index: 'sealed',
  }),
  field('src.port', 'port', ['srcPort'], {
    kinds: TWO_ENDED,
    label: 'the source port',
    description: 'Port of the source; TCP, UDP and SCTP have one.',
    example: 'src.port > 1023',
  }),
  field('dst.port', 'port', ['dstPort'], {
    kinds: ALL,
    label: 'the destination port',
    description: 'Port of the destination; TCP, UDP and SCTP have one.',
    example: 'dst.port in (80, 443, 8000..8999)',
    cardinality: 'some',
  }),
  field('port', 'port', ['srcPort', 'dstPort'], {
    kinds: TWO_ENDED,
    label: 'either port',
    description: 'Port of either side. `port != x`: neither side has x.',
    example: 'port = 53',
  }),
  field('proto', 'protocol', ['proto'], {
    kinds: TWO_ENDED,
    label: 'the IP protocol',
    description: 'IP protocol, by name (tcp, udp, icmp, icmpv6, sctp) or number.',
    example: 'proto = udp',
    cardinality: 'few',
  }),
  field('app', 'text', ['app'], {
    label: 'the application',
    description: 'Application protocol, by content where that is cheap, else by port.',
    example: 'app in (dns, tls)',
    cardinality: 'few',
  }),
  field('bytes', 'bytes', ['bytes'], {
    label: 'the size of the flow',
    description: 'Bytes of both directions, whole frames.',
    example: 'bytes > 10MB',
  }),
  field('src.bytes', 'bytes', ['srcBytes'], {
    label: 'the size sent by the source',
    description: 'Bytes that the source sent, whole frames.',
    example: 'src.bytes > dst.bytes',
  }),
  field('dst.bytes', 'bytes', ['dstBytes'], {
    label: 'the size sent by the destination',
    description: 'Bytes that the destination sent, whole frames.',
    example: 'dst.bytes >= 1GiB',
  }),
  field('packets', 'count', ['packets'], {
    label: 'the number of packets',
    description: 'Packets of both directions.',
    example: 'packets = 1..3',
  }),
  field('src.packets', 'count', ['srcPackets'], {
    label: 'the number of packets sent by the source',
    description: 'Packets that the source sent.',
    example: 'src.packets > 1000',
  }),
  field('dst.packets', 'count', ['dstPackets'], {
    label: 'the number of packets sent by the destination',
    description: 'Packets that the destination sent.',
    example: 'dst.packets = 0',
  }),
  field('payload', 'bytes', ['payload'], {
    label: 'the payload',
    description: 'Bytes after the transport header, of both directions.',
    example: 'payload = 0',
  }),
  field('src.payload', 'bytes', ['srcPayload'], {
    label: 'the payload sent by the source',
    description: 'Bytes after the transport header that the source sent.',
    example: 'src.payload > 1MB',
  }),
  field('dst.payload', 'bytes', ['dstPayload'], {
    label: 'the payload sent by the destination',
    description: 'Bytes after the transport header that the destination sent.',
    example: 'dst.payload < 1kB',
  }),
  field('src.retransmits', 'count', ['srcRetransmits'], {
    label: 'the number of segments that the source sent again',
    description: 'TCP segments that the source sent again.',
    example: 'src.retransmits > 10',
  }),
  field('dst.retransmits', 'count', ['dstRetransmits'], {
    label: 'the number of segments that the destination sent again',
    description: 'TCP segments that the destination sent again.',
    example: 'dst.retransmits > src.retransmits',
  }),
  field('duration', 'duration', ['duration'], {
    label: 'the duration',
    description: 'Time from the first to the last packet.',
    example: 'duration > 2h',
  }),
  field('rtt', 'duration', ['rtt'], {
    label: 'the handshake round trip',
    description: 'Round trip of the TCP handshake; absent where none was seen.',
    example: 'rtt > 250ms',
  }),
  field('start', 'time', ['start'], {
    kinds: ALL,
    label: 'the start',
    description: 'Time of the first packet; of other records, of the request. A date alone is its first moment in UTC.',
    example: 'start >= 2026-11-21T08:15:00Z',
    index: 'always',
  }),
  field('end', 'time', ['end'], {
    kinds: ['flow', 'alert'],
    label: 'the end',
    description: 'Time of the last packet so far.',
    example: 'end < 2026-11-22',
    index: 'always',
  }),
  field('state', 'text', ['state'], {
    label: 'the connection state',
    description: 'Connection state as Zeek names it: S0, SF, REJ, RSTO …',
    example: 'state in (S0, REJ)',
    cardinality: 'few',
  }),
  field('tcp.flags', 'flags', ['allFlags'], {
    label: 'the set of TCP flags of both sides',
    description: 'TCP flags that were seen. `=` exactly these, `~` at least these: letters of FSRPAUEC, `0` for none.',
    example: 'tcp.flags ~ SR',
    cardinality: 'some',
  }),
  field('src.flags', 'flags', ['srcFlags'], {
    label: 'the set of TCP flags of the source',
    description: 'TCP flags that the source sent.',
    example: 'src.flags = S',
    cardinality: 'some',
  }),
  field('dst.flags', 'flags', ['dstFlags'], {
    label: 'the set of TCP flags of the destination',
    description: 'TCP flags that the destination sent.',
    example: 'dst.flags !~ A',
    cardinality: 'some',
  }),
  field('tcp.history', 'text', ['history'], {
    label: 'the history',
    description: "Zeek's history letters: capitals are the source's, small ones the destination's.",
    example: 'tcp.history ~ Sr*',
    caseCounts: true,
  }),
  field('tunnel.ip', 'address', ['outerSrc', 'outerDst'], {
    label: 'either outer address of the tunnel',
    description: 'Outer address of the outermost tunnel; absent outside tunnels.',
    example: 'tunnel.ip exists',
    masking: 'address',
    cardinality: 'some',
  }),
  field('vlan', 'count', ['vlan'], {
    label: 'the VLAN',
    description: 'Outermost VLAN id; absent where the frame had no tag.',
    example: 'vlan = 100..199',
    cardinality: 'some',
  }),
  field('iface', 'count', ['iface'], {
    label: 'the interface',
    description: 'Number of the interface of its source, from 0; of what exporters tell, the number of the exporter.',
    example: 'iface = 1',
    cardinality: 'few',
  }),
  field('sensor', 'text', ['sensor'], {
    kinds: ALL,
    label: 'the sensor',
    description: 'Name of the sensor that saw it.',
    example: 'sensor ~ edge-*',
    masking: 'internal',
    cardinality: 'few',
  }),
  ...(['src', 'dst'] as const).flatMap((end) => {
    const side = end === 'src' ? 'source' : 'destination';
    const common = { kinds: TWO_ENDED, masking: 'hidden', cardinality: 'some' } as const;
    return [
      field(`${end}.country`, 'country', [`${end}Country`], {
        ...common,
        label: `the country of the ${side}`,
        description: `Country in which the data set of places has the ${side} address; absent where it knows none.`,
        example: end === 'src' ? 'src.country in (KP, IR)' : 'dst.country != DE',
      }),
      field(`${end}.asn`, 'asn', [`${end}Asn`], {
        ...common,
        label: `the network of the ${side}`,
        description: `Autonomous system that announces the ${side} address, by the data set of networks; absent where it knows none.`,
        example: end === 'src' ? 'src.asn != dst.asn' : 'dst.asn = AS64500',
      }),
    ];
  }),
  field('community_id', 'community', ['community'], {
    label: 'the community id',
    description: 'Community id v1 of the flow, in quotes.',
    example: 'community_id = "1:LQU9qZlK+B5F3KDmev6m5PMibrg="',
    masking: 'community',
  }),
];
