import type { AuthOutcome } from '@wireledger/events/telemetry';

import { type LineFate, other } from '../entry';
import { ftpOutcome, MAX_SOFTWARE, MAX_USER_BYTES, wholeOf } from '../values';
import type { ZeekBeginning } from './zeek-rows';
import { textField, type ZeekRow } from './zeek-row';

const TCP = 6;
/** Attempts on one connection that are believed. */
const MAX_ATTEMPTS = 65_535;
/** Names that Zeek gives users of whom it heard nothing. */
const UNKNOWN_USER = '<unknown>';
/** Services that carry NTLM by their ports; elsewhere Zeek does not say which one it was. */
const NTLM_SERVICES = new Map([
  [139, 'smb'],
  [445, 'smb'],
  [80, 'http'],
  [389, 'ldap'],
  [3389, 'rdp'],
] as const);

const yesOrNo = (row: ZeekRow, name: string): boolean | null => {
  const raw = row.raw(name);
  return raw === 'T' ? true : raw === 'F' ? false : null;
};

/** A row of ssh.log: Zeek tells the outcome from sizes, as facts of packets do. */
export function sshEntry(row: ZeekRow, { us, uid, ends }: ZeekBeginning): LineFate {
  const success = yesOrNo(row, 'auth_success');
  const outcome: AuthOutcome = success === null ? 'unknown' : success ? 'likelySuccess' : 'likelyFailure';
  return {
    ...{ kind: 'auth', step: 'whole', uid, us, ends: { ...ends, proto: TCP }, service: 'ssh', mechanism: 'ssh' },
    ...{ user: '', outcome, count: wholeOf(row.raw('auth_attempts'), MAX_ATTEMPTS) ?? 0, cleartext: false, code: 0 },
    ...{
      clientSoftware: textField(row, 'client', MAX_SOFTWARE),
      serverSoftware: textField(row, 'server', MAX_SOFTWARE),
    },
  };
}

/** A row of ftp.log. Only where PASS is among the commands that Zeek logs does it say how signing in went. */
export function ftpEntry(row: ZeekRow, { us, uid, ends }: ZeekBeginning): LineFate {
  if ((row.raw('command') ?? '').toUpperCase() !== 'PASS') return other('ftp');
  const code = wholeOf(row.raw('reply_code'), 999) ?? 0;
  const user = textField(row, 'user', MAX_USER_BYTES);
  return {
    ...{ kind: 'auth', step: 'whole', uid, us, ends: { ...ends, proto: TCP }, service: 'ftp', mechanism: 'password' },
    ...{ user: user === UNKNOWN_USER ? '' : user, outcome: ftpOutcome(code), count: 1, cleartext: true, code },
    ...{ clientSoftware: '', serverSoftware: '' },
  };
}

/** A row of ntlm.log. */
export function ntlmEntry(row: ZeekRow, { us, uid, ends }: ZeekBeginning): LineFate {
  const service = (NTLM_SERVICES as ReadonlyMap<number, 'smb' | 'http' | 'ldap' | 'rdp'>).get(ends.dstPort);
  if (service === undefined) return other('ntlm');
  const success = yesOrNo(row, 'success');
  const [user, domain] = [textField(row, 'username', MAX_USER_BYTES), textField(row, 'domainname', MAX_USER_BYTES)];
  return {
    ...{ kind: 'auth', step: 'whole', uid, us, ends: { ...ends, proto: TCP }, service, mechanism: 'ntlm' },
    ...{ user: domain === '' || user === '' ? user : `${user}@${domain}`, count: 1, cleartext: false, code: 0 },
    outcome: success === null ? 'unknown' : success ? 'success' : 'failure',
    ...{ clientSoftware: '', serverSoftware: '' },
  };
}
