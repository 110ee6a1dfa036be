import { type BadLine, bad, type LoggedFlow } from '../entry';
import { secondsOf, wholeOf } from '../values';
import type { ZeekBeginning } from './zeek-rows';
import { textField, type ZeekRow } from './zeek-row';

const TCP = 6;
const STATES = new Set(['S0', 'S1', 'SF', 'REJ', 'S2', 'S3', 'RSTO', 'RSTR', 'RSTOS0', 'RSTRH', 'SH', 'SHR', 'OTH']);
/** States that a connection only comes to when its originator's SYN was seen. */
const ASKED = new Set(['S0', 'S1', 'SF', 'REJ', 'S2', 'S3', 'RSTO', 'RSTR', 'SH', 'RSTOS0']);
const WITH_STATE = new Set([1, TCP, 17, 58]);
const MAX_HISTORY = 32;
/** Counters of packets are of 31 bits. */
const MAX_PACKETS = 2 ** 31 - 1;

/** Zeek's analyzers → labels of applications where they differ. */
const LABELS: Readonly<Record<string, string>> = {
  ...{ ssl: 'tls', krb: 'kerberos', krb_tcp: 'kerberos', ldap_tcp: 'ldap', ldap_udp: 'ldap', postgresql: 'postgresql' },
  ...{ gssapi: '', ntlm: '', dce_rpc: '', ftp_data: 'ftp-data', 'ftp-data': 'ftp-data', ipsec: 'ike' },
};

/** A row of conn.log. */
export function connEntry(row: ZeekRow, { us, uid, ends }: ZeekBeginning): LoggedFlow | BadLine {
  if (ends.proto === 0) return bad('no protocol');
  const count = (name: string, most?: number) => wholeOf(row.raw(name), most);
  const said = textField(row, 'conn_state', 8);
  const state = WITH_STATE.has(ends.proto) && STATES.has(said) ? said : '';
  const history = textField(row, 'history', MAX_HISTORY).replace(/[^A-Za-z^-]/g, '');
  const ip = [count('orig_ip_bytes'), count('resp_ip_bytes')] as const;
  const payload: [number, number] = [count('orig_bytes') ?? 0, count('resp_bytes') ?? 0];
  const ofIp = ip[0] !== null || ip[1] !== null;
  const lastUs = us + (secondsOf(row.raw('duration')) ?? 0);
  const tcp = ends.proto === TCP;
  return {
    ...{ kind: 'flow', uid, us, ends, lastUs, writtenUs: 0, state, history, payload, ofIp },
    // Zeek turns those around whose server it knows by its port.
    sure: true,
    vlan: wholeOf(row.raw('vlan'), 4095) ?? 0,
    flags: tcp ? [flagsOf(history, true), flagsOf(history, false)] : [0, 0],
    packets: [count('orig_pkts', MAX_PACKETS) ?? 0, count('resp_pkts', MAX_PACKETS) ?? 0],
    // Where Zeek counts no packets it knows of the payload alone.
    bytes: ofIp ? [ip[0] ?? 0, ip[1] ?? 0] : payload,
    syns: tcp && (history.includes('S') || (history === '' && ASKED.has(state))) ? 1 : 0,
    resets: tcp
      ? history === ''
        ? /^R/.test(state)
          ? 1
          : 0
        : Number(history.includes('R')) + Number(history.includes('r'))
      : 0,
    app: labelOf(textField(row, 'service', 128), ends.proto, ends.dstPort),
    reason: reasonOf(state, tcp),
  };
}

/** What the letters of one side say of its TCP flags. */
function flagsOf(history: string, originator: boolean): number {
  let flags = 0;
  for (const letter of history) {
    if ((letter === letter.toUpperCase()) !== originator) continue;
    switch (letter.toLowerCase()) {
      case 's':
        flags |= 0x02;
        break;
      case 'h':
        flags |= 0x12;
        break;
      case 'a':
        flags |= 0x10;
        break;
      case 'd':
        flags |= 0x18;
        break;
      case 'f':
        flags |= 0x11;
        break;
      case 'r':
        flags |= 0x04;
        break;
    }
  }
  return flags;
}

function reasonOf(state: string, tcp: boolean): LoggedFlow['reason'] {
  if (!tcp) return 'idle';
  if (state === 'SF') return 'fin';
  return state.startsWith('R') ? 'rst' : 'idle';
}

/** Of several analyzers (`quic,ssl`) the first that has a label. */
function labelOf(service: string, proto: number, port: number): string {
  for (const name of service.split(',')) {
    const label = Object.hasOwn(LABELS, name) ? (LABELS[name] as string) : name;
    if (label === 'dns' && port === 5353) return 'mdns';
    if (label === 'dns' && port === 5355) return 'llmnr';
    if (label === 'tls' && proto === 17) return service.includes('quic') ? 'quic' : 'dtls';
    if (label !== '' && label !== 'spicy') return label;
  }
  return '';
}
