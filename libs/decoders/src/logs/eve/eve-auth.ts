import { type LineFate, type LoggedAttempt, other } from '../entry';
import { ftpOutcome, MAX_SOFTWARE, MAX_USER_BYTES } from '../values';
import type { EveBeginning } from './eve-events';
import { eveText, type Json, objectAt, stringAt } from './eve-values';

/** An event `ssh`: both banners. Whether anybody signed in Suricata does not say. */
export function eveSsh(event: Json, { us, uid, ends }: EveBeginning): LoggedAttempt {
  const ssh = objectAt(event, 'ssh');
  const banner = (side: 'client' | 'server'): string => {
    const { software_version: software, proto_version: version } = objectAt(ssh, side);
    if (typeof software !== 'string' || software === '') return '';
    return eveText(`SSH-${typeof version === 'string' ? version : '2.0'}-${software}`, MAX_SOFTWARE);
  };
  return {
    ...{ kind: 'auth', step: 'whole', uid, us, ends, service: 'ssh', mechanism: 'ssh', user: '', outcome: 'unknown' },
    ...{ count: 0, cleartext: false, code: 0, clientSoftware: banner('client'), serverSoftware: banner('server') },
  };
}

/** An event `ftp`: a command and what came of it. The user comes with one, the secret, which is not looked at, with the next. */
export function eveFtp(event: Json, { us, uid, ends }: EveBeginning): LineFate {
  const ftp = objectAt(event, 'ftp');
  const command = stringAt(ftp, 'command').toUpperCase();
  if (command !== 'USER' && command !== 'PASS') return other('ftp');
  const codes = Object.hasOwn(ftp, 'completion_code') ? ftp['completion_code'] : undefined;
  const last: unknown = Array.isArray(codes) ? codes.at(-1) : undefined;
  const code = typeof last === 'string' && /^\d{3}$/.test(last) ? Number(last) : 0;
  const step = command === 'USER' ? 'user' : 'secret';
  return {
    ...{ kind: 'auth', step, uid, us, ends, service: 'ftp', mechanism: 'password', outcome: ftpOutcome(code) },
    user: step === 'user' ? eveText(stringAt(ftp, 'command_data'), MAX_USER_BYTES) : '',
    ...{ count: 1, cleartext: true, code, clientSoftware: '', serverSoftware: '' },
  };
}
