import type { LoggedFlow } from '../entry';
import { timeOf } from '../values';
import type { EveBeginning } from './eve-events';
import { type Json, objectAt, stringAt, wholeAt } from './eve-values';

const TCP = 6;
const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;
const MAX_PACKETS = 2 ** 31 - 1;
/** Suricata's names of applications → labels where they differ; '' = none. */
const LABELS: Readonly<Record<string, string>> = {
  ...{
    failed: '',
    unknown: '',
    krb5: 'kerberos',
    http2: 'http',
    ikev2: 'ike',
    'dns-tcp': 'dns',
    'dns-udp': 'dns',
    pgsql: 'postgresql',
  },
};

/** An event `flow`. Suricata counts bytes of frames, as facts do; of payload it says nothing. */
export function eveFlow(event: Json, { us, uid, ends }: EveBeginning): LoggedFlow {
  const flow = objectAt(event, 'flow');
  const firstUs = timeOf(stringAt(flow, 'start')) ?? us;
  const lastUs = Math.max(firstUs, timeOf(stringAt(flow, 'end')) ?? firstUs);
  const count = (name: string, most?: number) => wholeAt(flow, name, most) ?? 0;
  const packets = [count('pkts_toserver', MAX_PACKETS), count('pkts_toclient', MAX_PACKETS)] as const;
  const tcp = objectAt(event, 'tcp');
  const flags =
    ends.proto === TCP ? ([hexOf(tcp, 'tcp_flags_ts'), hexOf(tcp, 'tcp_flags_tc')] as const) : ([0, 0] as const);
  const state = stateOf(ends.proto, stringAt(flow, 'state'), flags, packets);
  const app = stringAt(event, 'app_proto');
  const vlan = Array.isArray(event['vlan']) ? wholeAt({ id: event['vlan'][0] as unknown }, 'id', 4095) : null;
  return {
    ...{ kind: 'flow', uid, us: firstUs, ends, lastUs, writtenUs: us, vlan: vlan ?? 0, state, history: '' },
    ...{ flags: [flags[0], flags[1]], packets: [packets[0], packets[1]] },
    ...{ bytes: [count('bytes_toserver'), count('bytes_toclient')], payload: [0, 0], ofIp: false },
    sure: (flags[0] & SYN) !== 0 || packets[1] > 0,
    syns: flags[0] & SYN ? 1 : 0,
    resets: (flags[0] & RST ? 1 : 0) + (flags[1] & RST ? 1 : 0),
    app: Object.hasOwn(LABELS, app) ? (LABELS[app] as string) : app,
    reason: reasonOf(stringAt(flow, 'reason'), state, ends.proto),
  };
}

function hexOf(tcp: Json, name: string): number {
  const text = stringAt(tcp, name);
  return /^[0-9a-fA-F]{1,2}$/.test(text) ? Number.parseInt(text, 16) : 0;
}

type Two = readonly [number, number];

/** Zeek's `conn_state` as far as the flags of all packets and Suricata's own state tell it. */
function stateOf(proto: number, told: string, [from, to]: Two, [sent, back]: Two): string {
  if (proto === 17) return sent > 0 ? (back > 0 ? 'SF' : 'S0') : 'SHR';
  if (proto === 1 || proto === 58) return 'OTH';
  if (proto !== TCP) return '';
  const began = (from & SYN) !== 0;
  const accepted = (to & SYN) !== 0;
  if (told === 'closed') {
    const both = from & FIN && to & FIN;
    if (to & RST && !both) return began ? (accepted ? 'RSTR' : 'REJ') : 'RSTRH';
    if (from & RST && !both) return accepted || to & FIN ? 'RSTO' : 'RSTOS0';
    return 'SF';
  }
  if (from & FIN && !(to & FIN)) return accepted ? 'S2' : 'SH';
  if (to & FIN && !(from & FIN)) return began ? 'S3' : 'SHR';
  if (began && accepted) return 'S1';
  return began && back === 0 ? 'S0' : 'OTH';
}

function reasonOf(told: string, state: string, proto: number): LoggedFlow['reason'] {
  if (told === 'forced') return 'evicted';
  if (told === 'shutdown') return 'captureEnd';
  if (proto !== TCP) return 'idle';
  return state === 'SF' ? 'fin' : state.startsWith('R') ? 'rst' : 'idle';
}
