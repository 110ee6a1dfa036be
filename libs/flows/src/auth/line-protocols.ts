import type { App } from '@wireledger/events/telemetry';
import { wireText } from '@wireledger/decoders';
import type { ProtocolContext, ProtocolFactory, StreamProtocol } from '../protocols/protocol';
import type { ConnectionReader } from '../streams/stream-reader';
import { LineReader, type LineSession, NO_LINE } from '../streams/line-reader';
import { MAX_LINE } from '../streams/max-line';
import { AuthRecorder } from './auth-recorder';
import { FtpData } from './ftp-data';
import { FtpSession } from './ftp-session';
import { ImapSession } from './imap-session';
import { Pop3Session } from './pop3-session';
import { SignIn } from './sign-in';
import { SmtpSession } from './smtp-session';

const MAX_GREETING = 256;

type Service = App & ('ftp' | 'smtp' | 'pop3' | 'imap');

/** A protocol in lines whose attempts to sign in are recorded, and which may turn into TLS (STARTTLS). `greets` = the server's first line tells it, `announces` = other connections are told of in it. */
function lineProtocol(
  service: Service,
  greets: RegExp,
  session: (signIn: SignIn, context: ProtocolContext) => LineSession,
  announces = false,
): ProtocolFactory {
  // What most first bytes are not is not made into text.
  const first = greets.source.replace(/[\^\\]/g, '').charCodeAt(0);
  return (context) => {
    const { cutter, flow } = context;
    const open = (client = 0, server = 0): ConnectionReader => {
      const lines = session(new SignIn(service, flow, cutter && AuthRecorder.of(cutter)), context);
      let tls: ConnectionReader | null = null;
      const secure = (side: 'client' | 'server') => (tls ??= context.openTls())?.[side] ?? null;
      // The core has seen that the server's first line was no greeting.
      if (server >= MAX_LINE) lines.server(NO_LINE, 0, NO_LINE.length);
      return {
        client: new LineReader(lines, 'client', secure, client),
        server: new LineReader(lines, 'server', secure, server),
      };
    };
    const stream: StreamProtocol = {
      apps: [service],
      begins: (byte) => byte === first,
      claims: (bytes, start, end) => bytes[start] === first && greets.test(wireText(bytes, start, end, MAX_GREETING)),
      open: () => open(),
      ...(!cutter && !announces && { counted: { goOn: open } }),
    };
    return { stream };
  };
}

/** Greetings on any port: FTP and SMTP both begin with 220, so that one of their names must follow. A line end is `\013\010` in `wireText`. */
export const ftpProtocol = lineProtocol(
  'ftp',
  /^220[ -][^\\]*ftp/i,
  (signIn, { flow, announced }) => new FtpSession(signIn, new FtpData(flow, announced)),
  true,
);
export const smtpProtocol = lineProtocol('smtp', /^220[ -][^\\]*e?smtp/i, (signIn) => new SmtpSession(signIn));
export const pop3Protocol = lineProtocol('pop3', /^\+OK( |\\013)/, (signIn) => new Pop3Session(signIn));
export const imapProtocol = lineProtocol('imap', /^\* (OK|PREAUTH)[ [].*imap/i, (signIn) => new ImapSession(signIn));
