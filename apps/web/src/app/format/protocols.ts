const WRITTEN: Readonly<Record<string, string>> = {
  tls: 'TLS',
  quic: 'QUIC',
  dtls: 'DTLS',
  http: 'HTTP',
  dns: 'DNS',
  mdns: 'mDNS',
  llmnr: 'LLMNR',
  ssh: 'SSH',
  smb: 'SMB',
  ntp: 'NTP',
  dhcp: 'DHCP',
  rtp: 'RTP',
  ftp: 'FTP',
  'ftp-data': 'FTP data',
  smtp: 'SMTP',
  imap: 'IMAP',
  pop3: 'POP3',
  snmp: 'SNMP',
  rdp: 'RDP',
  ldap: 'LDAP',
  kerberos: 'Kerberos',
  netbios: 'NetBIOS',
  ssdp: 'SSDP',
  syslog: 'Syslog',
  mysql: 'MySQL',
  postgresql: 'PostgreSQL',
  redis: 'Redis',
  telnet: 'Telnet',
  ike: 'IKE',
  icmp: 'ICMP',
  icmpv6: 'ICMPv6',
  arp: 'ARP',
  tcp: 'TCP',
  udp: 'UDP',
  sctp: 'SCTP',
  other: 'Other',
};

/** A protocol or application label as it is usually written. */
export const protocolName = (key: string): string => (Object.hasOwn(WRITTEN, key) ? (WRITTEN[key] ?? key) : key);

export const APPS: readonly string[] = Object.keys(WRITTEN).filter(
  (key) => !['tcp', 'udp', 'sctp', 'icmpv6'].includes(key),
);
export const PROTOS: readonly string[] = ['tcp', 'udp', 'icmp', 'icmpv6', 'sctp'];

const EVIDENCE: Readonly<Record<string, string>> = {
  content: 'told by its bytes',
  announced: 'announced by another connection',
  port: 'guessed by its port',
};

/** What tells the application of a flow, in words. */
export const appEvidence = (appBy: string | null): string =>
  appBy !== null && Object.hasOwn(EVIDENCE, appBy) ? (EVIDENCE[appBy] ?? appBy) : 'not told by anything seen';

const COLOURS: Readonly<Record<string, string>> = {
  tls: '--proto-tls',
  quic: '--proto-quic',
  smb: '--proto-smb',
  http: '--proto-http',
  dns: '--proto-dns',
  ssh: '--proto-ssh',
  ntp: '--proto-ntp',
  rtp: '--proto-rtp',
};

/** Token of a protocol's colour: bound to the protocol, not to its rank. */
export const protocolColour = (key: string): string =>
  Object.hasOwn(COLOURS, key) ? (COLOURS[key] ?? '') : '--proto-other';

/** Zeek's `conn_state` in words. */
export const STATES: Readonly<Record<string, string>> = {
  S0: 'No answer to the first packet',
  S1: 'Established, not closed',
  SF: 'Established and closed normally',
  REJ: 'Refused',
  S2: 'Established, the originator wants to close',
  S3: 'Established, the responder wants to close',
  RSTO: 'Established, reset by the originator',
  RSTR: 'Reset by the responder',
  RSTOS0: 'Originator sent SYN, then reset it',
  RSTRH: 'Responder answered, then reset; SYN not seen',
  SH: 'Originator sent SYN and FIN; no answer seen',
  SHR: 'Responder answered and closed; SYN not seen',
  OTH: 'Began before the recording',
  RUNNING: 'Still running',
};

/** The state in words. Without a connection there is nothing to close: `SF` and `S0` tell who sent. */
export function describeState(proto: string, state: string): string {
  if (proto !== 'tcp' && state === 'SF') return 'Both sides sent';
  if (proto !== 'tcp' && state === 'S0') return 'Only the originator sent';
  return STATES[state] ?? (state || 'not tracked');
}

/** The same in two words, where room is short. */
export const SHORT_STATES: Readonly<Record<string, string>> = {
  S0: 'no answer',
  S1: 'left open',
  SF: 'closed normally',
  REJ: 'refused',
  S2: 'half closed',
  S3: 'half closed',
  RSTO: 'originator reset',
  RSTR: 'responder reset',
  RSTOS0: 'SYN, then reset',
  RSTRH: 'answer, then reset',
  SH: 'SYN and FIN only',
  SHR: 'answer and FIN only',
  OTH: 'joined midway',
  RUNNING: 'still running',
};

const HISTORY: Readonly<Record<string, string>> = {
  s: 'SYN without ACK',
  h: 'SYN with ACK',
  a: 'plain ACK',
  d: 'data',
  f: 'FIN',
  r: 'RST',
  c: 'bad checksum',
  g: 'gap in the data',
  t: 'sent again',
  w: 'window closed',
  i: 'contradicting flags',
  q: 'SYN and FIN, or SYN and RST together',
};

export interface HistoryStep {
  readonly letter: string;
  /** True when the originator did it: upper case. */
  readonly fromSource: boolean;
  readonly meaning: string;
}

/** Zeek's `history` letters, explained in order. */
export function explainHistory(history: string): readonly HistoryStep[] {
  const steps: HistoryStep[] = [];
  for (const letter of history) {
    if (letter === '^') steps.push({ letter, fromSource: true, meaning: 'direction turned round afterwards' });
    else {
      const lower = letter.toLowerCase();
      const meaning = Object.hasOwn(HISTORY, lower) ? (HISTORY[lower] ?? '') : 'unknown letter';
      steps.push({ letter, fromSource: letter !== lower, meaning });
    }
  }
  return steps;
}

/** Why a flow ended, in words. */
export const END_REASONS: Readonly<Record<string, string>> = {
  fin: 'Closed by FIN',
  rst: 'Ended by RST',
  idle: 'Ended by silence',
  evicted: 'Cut to save memory',
  captureEnd: 'Recording ended',
  lost: 'End was lost',
};
