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

type Service = AuthService & ('ldap' | 'rdp' | 'smb');

/** A protocol in messages whose attempts to sign in are recorded, and which may turn into TLS. */
function framed(
  context: ProtocolContext,
  service: Service,
  recognised: Pick<StreamProtocol, 'apps' | 'claims'>,
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
  stream: framed(context, 'ldap', { apps: ['ldap'], claims: looksLikeLdap }, (signIn) => new LdapSession(signIn)),
});

export const rdpProtocol = (context: ProtocolContext): Protocol => ({
  stream: framed(context, 'rdp', { apps: ['rdp'], claims: looksLikeRdp }, (signIn) => new RdpSession(signIn)),
});

/** Over TCP alone, and over the session service of NetBIOS. */
export const smbProtocol = (context: ProtocolContext): Protocol => {
  const names = new SmbNames();
  return {
    stream: framed(context, 'smb', { apps: ['smb', 'netbios'], claims: looksLikeSmb }, (signIn) => new SmbSession(signIn, names)),
    get figures() {
      return names.figures;
    },
  };
}; // prettier-ignore
