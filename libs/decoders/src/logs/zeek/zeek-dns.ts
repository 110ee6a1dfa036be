import { parseIp } from '@wireledger/kernel';

import { DNS_TYPES } from '../../dns/dns-types';
import { type BadLine, type LoggedAnswer, type LoggedLookup } from '../entry';
import { addressOf, dnsServiceOf, inverse, secondsOf, wholeOf } from '../values';
import type { ZeekBeginning } from './zeek-rows';
import { zeekName, type ZeekRow, zeekText } from './zeek-row';

const MAX_ANSWERS = 64;
const CNAME = 5;
const TXT = 16;
/** Types whose data are a name and nothing else: NS, CNAME, PTR, DNAME. */
const NAMING: ReadonlySet<number> = new Set([2, CNAME, 12, 39]);
const TYPES = inverse(DNS_TYPES);
const QR = 0x8000;
const BITS = { AA: 0x0400, TC: 0x0200, RD: 0x0100, RA: 0x0080 } as const;

/** A row of dns.log: a lookup as far as Zeek saw its two messages. */
export function dnsEntry(row: ZeekRow, { us, uid, ends }: ZeekBeginning): LoggedLookup | BadLine {
  const rcode = wholeOf(row.raw('rcode'), 65_535);
  const rtt = secondsOf(row.raw('rtt'));
  const query = row.raw('query');
  const qtype = wholeOf(row.raw('qtype'), 65_535) ?? TYPES.get(row.raw('qtype_name') ?? '') ?? 0;
  const answered = rcode !== null;
  let flags = answered ? QR : 0;
  for (const [name, bit] of Object.entries(BITS)) if (row.raw(name) === 'T') flags |= bit;
  flags |= ((wholeOf(row.raw('Z'), 7) ?? 0) << 4) | ((wholeOf(row.raw('opcode'), 15) ?? 0) << 11);
  const ttls = row.list('TTLs') ?? [];
  const answers = (row.list('answers') ?? [])
    .slice(0, MAX_ANSWERS)
    .map((data, i) => answerOf(data, Math.floor((secondsOf(ttls[i] ?? null) ?? 0) / 1e6), qtype));
  return {
    ...{ kind: 'dns', half: 'both', key: '', uid, us, ends: ends.proto === 0 ? { ...ends, proto: 17 } : ends },
    service: dnsServiceOf(ends.dstPort),
    ...{ id: wholeOf(row.raw('trans_id'), 65_535) ?? 0, name: query === null ? '' : zeekName(query), qtype },
    ...{ qclass: wholeOf(row.raw('qclass'), 65_535) ?? (query === null ? 0 : 1), rcode: rcode ?? -1 },
    ...{ latencyUs: answered && rtt !== null ? rtt : -1, flags, answers, responseBytes: 0 },
    // Zeek measures from the query: an answer without a time is one that nobody was seen asking for.
    queries: !answered || rtt !== null ? 1 : 0,
    responses: answered ? 1 : 0,
  };
}

/** Zeek names data, not types: addresses and texts say what they are, of names all but the last are aliases. */
function answerOf(raw: string, ttl: number, qtype: number): LoggedAnswer {
  const address = addressOf(raw);
  if (address !== null) return [parseIp(address)?.length === 16 ? 28 : 1, ttl, address];
  const data = zeekText(raw);
  if (data.startsWith('TXT ')) return [TXT, ttl, txtOf(data)];
  const type = qtype === 1 || qtype === 28 || qtype === TXT ? CNAME : qtype;
  return [type, ttl, NAMING.has(type) ? zeekName(raw) : data];
}

/** `TXT 3 abc TXT 1 d` → `"abc" "d"`; a byte that is not printable counts as one. */
function txtOf(data: string): string {
  const strings: string[] = [];
  let at = 0;
  for (;;) {
    const head = /^TXT (\d{1,5}) /.exec(data.slice(at, at + 11));
    if (!head) break;
    at += head[0].length;
    let left = Number(head[1]);
    const from = at;
    for (; left > 0 && at < data.length; left--) at += data[at] === '\\' ? 4 : 1;
    strings.push(`"${data.slice(from, at).replaceAll('"', '\\034')}"`);
    at++;
  }
  return strings.length > 0 ? strings.join(' ') : data;
}
