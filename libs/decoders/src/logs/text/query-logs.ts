import { bad, type LineFate, type LoggedAnswer, type LoggedLookup, other } from '../entry';
import { rcodeOf, typeOf } from '../eve/eve-dns';
import { addressOf, nameOf, portOf, timeOf, wholeOf } from '../values';
import { localUs, monthOf, yearlessUs } from './local-time';
import type { TextLog } from './text-log';

const DNS = 53;
const UDP = 17;
const TCP = 6;
const QR = 0x8000;
const RD = 0x0100;
const TC = 0x0200;

interface Told {
  readonly us: number;
  readonly client: string;
  readonly clientPort?: number;
  readonly server: string;
  readonly name: string;
  readonly qtype: number;
  /** What query and answer have in common. */
  readonly key: string;
}

function lookup(told: Told, half: LoggedLookup['half'], more: Partial<LoggedLookup> = {}): LoggedLookup {
  const { us, client, clientPort = 0, server, name, qtype, key } = told;
  const asks = half === 'query';
  return {
    ...{ kind: 'dns', half, key, uid: '', us, service: 'dns', id: 0, name, qtype, qclass: 1 },
    ends: { src: client, srcPort: clientPort, dst: server, dstPort: DNS, proto: UDP },
    ...{ rcode: -1, latencyUs: -1, queries: asks ? 1 : 0, responses: asks ? 0 : 1, flags: asks ? RD : QR | RD },
    ...{ responseBytes: 0, answers: [], ...more },
  };
}

/** A time of syslog (RFC 3164 or ISO 8601), of this machine's zone unless it says another. */
function headTime(text: string, byUs: number): number | null {
  const match = /^([A-Za-z]{3}) +(\d{1,2}) (\d\d:\d\d:\d\d)/.exec(text);
  return match
    ? yearlessUs(match[1] as string, Number(match[2]), match[3] as string, byUs)
    : timeOf(text.split(' ', 1)[0] ?? '');
}

/** With `log-queries=extra` the serial number and who asks stand before it, with `=proto` the transport too. */
const DNSMASQ =
  /^(.{14,40}?) (?:\S{1,255} )?dnsmasq(-[a-z]{1,16})?(?:\[\d+\])?: (?:(?:(TCP|UDP) )?(\d+) ([0-9a-fA-F:.]+)(?:%[\w.-]{1,32})?\/(\d+) )?(.*)$/;
const DNSMASQ_QUERY = /^query\[([A-Za-z0-9=]{1,16})\] (\S*) from (\S+)$/;
const DNSMASQ_REPLY = /^(?:reply|cached|cached-stale|auth|config|DHCP|(?:\/\S*)?hosts|\/\S+) (\S*) is (.+)$/;

/** `log-queries` and `log-queries=extra` of dnsmasq: a query, and a line for each record of what it answered. */
export const dnsmasqLog: TextLog = {
  name: 'dnsmasq',
  hints: / dnsmasq(?:-[a-z]{1,16})?(?:\[\d+\])?: /,
  line(text, { server, byUs }): LineFate {
    const match = DNSMASQ.exec(text);
    if (!match) return bad('no line of this format');
    const [, time = '', service, transport, serial, asker = '', askerPort = '', said = ''] = match;
    // Its other services (`dnsmasq-dhcp`, `dnsmasq-tftp`) write to the same file.
    if (service !== undefined) return other(`dnsmasq${service}`);
    const us = headTime(time, byUs);
    if (us === null) return bad('no time');
    const query = DNSMASQ_QUERY.exec(said);
    if (query) {
      const [, type = '', name = '', from = ''] = query;
      const client = addressOf(from);
      if (client === null) return bad('no address');
      const told = { us, client, server: server(client), name: nameOf(name), qtype: dnsmasqType(type) };
      const key = dnsmasqKey(serial, nameOf(name));
      return over(transport, lookup({ ...told, clientPort: portOf(askerPort) ?? 0, key }, 'query'));
    }
    const reply = DNSMASQ_REPLY.exec(said);
    if (!reply) return other(`dnsmasq ${/^[A-Za-z-]{1,32}/.exec(said)?.[0] ?? 'line'}`);
    const name = nameOf(reply[1] as string);
    const client = addressOf(asker) ?? '';
    const told = { us, client, server: '', name, key: dnsmasqKey(serial, name) };
    const result = resultOf(reply[2] as string);
    return lookup({ ...told, qtype: askedType(reply[2] as string, result.answers) }, 'more', result);
  },
};

/** A lookup over the transport that the log names, UDP when none. */
const over = (transport: string | undefined, asked: LoggedLookup): LoggedLookup =>
  transport === 'TCP' ? { ...asked, ends: { ...asked.ends, proto: TCP } } : asked;

/** `type=65` of those that it has no name for. */
const dnsmasqType = (name: string): number =>
  wholeOf(/^type=(\d{1,5})$/.exec(name)?.[1] ?? null, 65_535) ?? typeOf(name);
/** Only with `extra` it says which query a reply belongs to; without, the name does. */
const dnsmasqKey = (serial: string | undefined, name: string): string =>
  serial === undefined ? `name ${name}` : `serial ${serial}`;

/** Type of the question that a reply is of, as far as it says; 0 when it does not. */
const askedType = (said: string, answers: readonly LoggedAnswer[]): number =>
  /^NODATA-IPv4/.test(said) ? 1 : /^NODATA-IPv6/.test(said) ? 28 : (answers[0]?.[0] ?? 0);

function resultOf(said: string): Pick<LoggedLookup, 'rcode' | 'answers'> {
  const address = addressOf(said);
  if (address !== null) return { rcode: 0, answers: [[address.includes(':') ? 28 : 1, 0, address]] };
  if (said === '<CNAME>') return { rcode: 0, answers: [] };
  if (/^NODATA/.test(said)) return { rcode: 0, answers: [] };
  const rcode = rcodeOf(said.replace(/(?:-IPv[46])?(?: \(.*)?$/, ''));
  if (rcode >= 0) return { rcode, answers: [] };
  return {
    rcode: 0,
    answers: said.startsWith('<') ? [] : [[said.includes(' ') ? 16 : 12, 0, nameOf(said)] as LoggedAnswer],
  };
}

/** Its own file, or syslog's with the program's name; a client may have a zone (`%eth0`) and the name of the key that it signed with. */
const BIND =
  /^(?:(\d\d)-([A-Za-z]{3})-(\d{4}) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?|(\d{4}-\d\d-\d\dT\S{8,24}|[A-Za-z]{3} [ \d]\d \d\d:\d\d:\d\d))(?: (?:\S{1,255} )?named(?:\[\d+\])?:)? (?:queries: )?(?:info: )?client (?:@0x[0-9a-f]+ )?([0-9a-fA-F:.]{2,45})(?:%[\w.-]{1,32})?#(\d{1,5})(?:\/key \S{1,1100})?(?: \(\S{0,1100}\))?: (?:view \S{1,255}: )?query: (\S{0,1100}) (\S{1,16}) (\S{1,16}) ([+-]\S{0,16})(?: \(([0-9a-fA-F:.]{2,45})\))?/;
const CLASSES = new Map(Object.entries({ IN: 1, CH: 3, HS: 4, NONE: 254, ANY: 255 }));

/** Category `queries` of BIND 9: what was asked; what it answered it does not say. */
export const bindLog: TextLog = {
  name: 'bind',
  hints: /client (?:@0x[0-9a-f]+ )?\S+#\d+.*: query: /,
  line(text, { server, byUs }): LineFate {
    const match = BIND.exec(text);
    if (!match)
      return / (?:queries|query-errors|general|resolver|security|named(?:\[\d+\])?): /.test(text)
        ? other('bind')
        : bad('no line of this format');
    const [
      ,
      day,
      month = '',
      year,
      clock = '',
      fraction,
      iso,
      from = '',
      port = '',
      name = '',
      qclass = '',
      type = '',
      flags = '',
      at,
    ] = match;
    const us =
      iso === undefined ? localUs(Number(year), monthOf(month), Number(day), clock, fraction) : headTime(iso, byUs);
    if (us === null) return bad('no time');
    const client = addressOf(from);
    if (client === null) return bad('no address');
    const to = addressOf(at ?? null) ?? server(client);
    const told = {
      us,
      client,
      clientPort: portOf(port) ?? 0,
      server: to,
      name: nameOf(name),
      qtype: typeOf(type),
      key: '',
    };
    const asked = lookup(told, 'both', {
      queries: 1,
      responses: 0,
      flags: flags.startsWith('+') ? RD : 0,
      qclass: CLASSES.get(qclass) ?? 1,
    });
    return over(flags.includes('T') ? 'TCP' : undefined, asked);
  },
};

const UNBOUND =
  /^(?:\[(\d{9,11})\]|(.{14,40}?)) (?:\S{1,255} )?unbound(?:\[[\d:]+\])?:? (?:\[[\d:]+\] )?(?:info|reply|query): (\S+) (\S+) (\S+) (\S+)(?: ([A-Z0-9]+) (\d+\.\d+) [01] (\d+))?$/;

/** `log-queries` and `log-replies` of Unbound: one line for the query, one for how it went; the answer's records it does not say. */
export const unboundLog: TextLog = {
  name: 'unbound',
  hints: / unbound(?:\[[\d:]+\])?:? (?:\[[\d:]+\] )?(?:info|reply|query|notice|error|debug|warning): /,
  line(text, { server, byUs }): LineFate {
    const match = UNBOUND.exec(text);
    const client = match ? addressOf((match[3] as string).replace(/@\d+$/, '')) : null;
    if (!match || client === null)
      return unboundLog.hints.test(text) ? other('unbound') : bad('no line of this format');
    const [, epoch, head, , name = '', type = '', , rcode, took, size] = match;
    const us = epoch === undefined ? headTime(head ?? '', byUs) : Number(epoch) * 1_000_000;
    if (us === null) return bad('no time');
    const told = { us, client, server: server(client), name: nameOf(name), qtype: typeOf(type), key: `${client}` };
    if (rcode === undefined) return lookup(told, 'query');
    const bytes = wholeOf(size ?? null, 2 ** 31 - 1) ?? 0;
    const latencyUs = Math.round(Number(took) * 1e6);
    return lookup(told, 'answer', {
      rcode: rcodeOf(rcode),
      latencyUs,
      responseBytes: bytes,
      flags: QR | RD | (rcode === 'TC' ? TC : 0),
    });
  },
};
