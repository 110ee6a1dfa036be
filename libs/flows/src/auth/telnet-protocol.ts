import { isTelnet, TelnetStream, type TelnetHandler } from '@wireledger/decoders';
import type { ProtocolFactory } from '../protocols/protocol';
import type { StreamReader } from '../streams/stream-reader';
import * as reader from '../streams/stream-reader';
import { AuthRecorder } from './auth-recorder';
import { SignIn } from './sign-in';
import { TelnetSession } from './telnet-session';

const { DONE } = reader;
/** First byte of a command (RFC 854). */
const IAC = 0xff;

/** One direction of a Telnet connection. */
class TelnetReader implements StreamReader {
  private readonly stream = new TelnetStream();
  private readonly handler: TelnetHandler;

  constructor(
    private readonly session: TelnetSession,
    private readonly isServer: boolean,
  ) {
    this.handler = {
      data: (bytes, start, end) => (isServer ? session.server(bytes, start, end) : session.client(bytes, start, end)),
      subnegotiation: (option, body) => session.option(option, body),
    };
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    const { session } = this;
    if (!session.isOver) this.stream.push(bytes, start, end, this.handler);
    if (this.isServer) session.serverPauses();
    return session.isOver ? DONE : end;
  }

  gap(): boolean {
    this.stream.reset();
    this.session.lost();
    return !this.session.isOver;
  }

  end(): void {
    if (this.isServer) this.session.ended();
  }
}

/** Telnet: attempts to sign in. Without records nothing of it is read. */
export const telnetProtocol: ProtocolFactory = ({ cutter, flow }) => ({
  stream: {
    apps: ['telnet'],
    claims: isTelnet,
    begins: (first) => first === IAC,
    isNamed: cutter === null,
    open: () => {
      if (!cutter) return null;
      const session = new TelnetSession(new SignIn('telnet', flow, AuthRecorder.of(cutter)));
      return { client: new TelnetReader(session, false), server: new TelnetReader(session, true) };
    },
  },
});
