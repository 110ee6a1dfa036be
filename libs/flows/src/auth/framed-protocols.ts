import { looksLikeLdap, looksLikeRdp, looksLikeSmb } from '@wireledger/decoders';
import type { AuthService } from '@wireledger/events/telemetry';
import type { Protocol, ProtocolContext, StreamProtocol } from '../protocols/protocol';
import { FramedReader, type FramedSession } from '../streams/framed-reader';
import type { ConnectionReader } from '../streams/stream-reader';
import { AuthRecorder } from './auth-recorder';
import { LdapSession } from './ldap-session';
import { RdpSession } from './rdp-session';
import { SignIn } from './sign-in';
import { SmbNames } from './smb-names';
import { SmbSession } from './smb-session';

/** First bytes: of DER (RFC 4511 §5.1), of a TPKT (RFC 1006 §6), of a message of the session service of NetBIOS (RFC 1002 §4.3.1). */
const SEQUENCE = 0x30;
const TPKT = 3;
const SESSION_MESSAGE = 0;

type Service = AuthService & ('ldap' | 'rdp' | 'smb');

/** A protocol in messages whose attempts to sign in are recorded, and which may turn into TLS. */
function framed(
  context: ProtocolContext,
  service: Service,
  recognised: Pick<StreamProtocol, 'apps' | 'claims' | 'begins'>,
  session: (signIn: SignIn) => FramedSession,
): StreamProtocol {
  return {
    ...recognised,
    open: () => {
      const { cutter, flow } = context;
      const messages = session(new SignIn(service, flow, cutter && AuthRecorder.of(cutter)));
      let tls: ConnectionReader | null = null;
      const secure = (side: 'client' | 'server') => (tls ??= context.openTls())?.[side] ?? null;
      return {
        client: new FramedReader(messages, 'client', secure),
        server: new FramedReader(messages, 'server', secure),
      };
    },
  };
}

export const ldapProtocol = (context: ProtocolContext): Protocol => ({
  stream: framed(
    context,
    'ldap',
    { apps: ['ldap'], claims: looksLikeLdap, begins: (first) => first === SEQUENCE },
    (signIn) => new LdapSession(signIn),
  ),
});

export const rdpProtocol = (context: ProtocolContext): Protocol => ({
  stream: framed(
    context,
    'rdp',
    { apps: ['rdp'], claims: looksLikeRdp, begins: (first) => first === TPKT },
    (signIn) => new RdpSession(signIn),
  ),
});

/** Over TCP alone, and over the session service of NetBIOS. */
export const smbProtocol = (context: ProtocolContext): Protocol => {
  const names = new SmbNames();
  return {
    stream: framed(context, 'smb', { apps: ['smb', 'netbios'], claims: looksLikeSmb, begins: (first) => first === SESSION_MESSAGE }, (signIn) => new SmbSession(signIn, names)),
    get figures() {
      return names.figures;
    },
  };
}; // prettier-ignore
