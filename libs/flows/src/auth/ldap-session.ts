import { berLength, readLdap, readNtlm, SASL_BIND_IN_PROGRESS, type LdapBind } from '@wireledger/decoders';
import type { FramedSession } from '../streams/framed-reader';
import type { SignIn } from './sign-in';

const SEQUENCE = 0x30;
const AUTHENTICATE = 3;
/** A message is told from what is wrapped after a bind with GSS-API (RFC 4752 §3.3) by its tag. */
const MAX_LENGTH = 16_777_216;

/** Sign-in over LDAP (RFC 4511 §4.2): binds and their results, and StartTLS (§4.14). Anonymous binds show no secret and are no attempt. */
export class LdapSession implements FramedSession {
  isOver = false;
  isSecured = false;
  /** StartTLS was asked for. */
  private securing = false;

  constructor(private readonly signIn: SignIn) {}

  length(bytes: Uint8Array, at: number, end: number): number {
    const length = bytes[at] === SEQUENCE ? berLength(bytes, at, end) : -1;
    return length > MAX_LENGTH ? -1 : length;
  }

  client(bytes: Uint8Array, start: number, end: number): void {
    const message = readLdap(bytes, start, end);
    if (message?.kind === 'startTls') this.securing = true;
    else if (message?.kind === 'bind') this.bind(message, bytes);
  }

  server(bytes: Uint8Array, start: number, end: number): void {
    const message = readLdap(bytes, start, end);
    if (message?.kind === 'bound') {
      if (message.code !== SASL_BIND_IN_PROGRESS)
        this.signIn.settle(message.code === 0 ? 'success' : 'failure', message.code);
    } else if (message?.kind === 'extended' && this.securing) {
      this.securing = false;
      this.isSecured = message.code === 0;
    }
  }

  ended(): void {
    this.signIn.end();
  }

  private bind({ mechanism, name, hasPassword, start, end }: LdapBind, bytes: Uint8Array): void {
    if (mechanism === 'simple') {
      if (hasPassword) this.signIn.begin({ mechanism, user: name, cleartext: true });
      return;
    }
    const ntlm = readNtlm(bytes, start, end);
    // The first two of three messages show nothing yet.
    if (ntlm && ntlm.type !== AUTHENTICATE) return;
    const user = ntlm ? (ntlm.domain === '' ? ntlm.user : `${ntlm.user}@${ntlm.domain}`) : name;
    if (ntlm?.user === '') return;
    if (this.signIn.isPending && !ntlm) return;
    this.signIn.begin({ mechanism: ntlm ? 'ntlm' : mechanism, user, cleartext: mechanism === 'plain' });
  }
}
