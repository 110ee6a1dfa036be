/** What became of an attempt to sign in, in words. */
export const OUTCOMES: Readonly<Record<string, string>> = {
  success: 'succeeded',
  failure: 'failed',
  unknown: 'not seen',
  likelySuccess: 'likely succeeded',
  likelyFailure: 'likely failed',
};

/** Names of services that people sign in to. */
const SERVICES: Readonly<Record<string, string>> = {
  ftp: 'FTP',
  http: 'HTTP',
  imap: 'IMAP',
  kerberos: 'Kerberos',
  ldap: 'LDAP',
  pop3: 'POP3',
  rdp: 'RDP',
  smb: 'SMB',
  smtp: 'SMTP',
  snmp: 'SNMP',
  ssh: 'SSH',
  telnet: 'Telnet',
};

export const outcomeWords = (outcome: string): string =>
  Object.hasOwn(OUTCOMES, outcome) ? (OUTCOMES[outcome] ?? outcome) : outcome;
export const serviceName = (service: string): string =>
  Object.hasOwn(SERVICES, service) ? (SERVICES[service] ?? service) : service;

/** How an outcome is marked: good, bad or neither. */
export const outcomeTone = (outcome: string): 'ok' | 'bad' | '' =>
  outcome.toLowerCase().endsWith('success') ? 'ok' : outcome.toLowerCase().endsWith('failure') ? 'bad' : '';
