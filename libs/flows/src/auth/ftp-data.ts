import {
  readExtendedPassive,
  readExtendedPort,
  readHostPort,
  readPassive,
  type FtpEndpoint,
} from '@wireledger/decoders';
import type { AnnouncedFlows, Connecting } from '../announced/announced-flows';
import type { FlowView } from '../protocols/flow-view';

const COMMAND_OK = 200;
const PASSIVE = 227;
const EXTENDED_PASSIVE = 229;
const REFUSED = 400;

/**
 * Data connections that an FTP control connection announces (RFC 959 §3.2, RFC 2428): an active one by the client's command, a passive one by the server's
 * reply to a command.
 */
export class FtpData {
  /** The client's last command. */
  private asked = '';
  /** The connection that it offered, until the server replies. */
  private offered: Connecting | null = null;

  constructor(
    private readonly flow: FlowView,
    private readonly announced: AnnouncedFlows,
  ) {}

  /** The client's command `verb` with its argument `[at, end)`. */
  command(verb: string, bytes: Uint8Array, at: number, end: number): void {
    this.asked = verb;
    this.offered = null;
    const active =
      verb === 'PORT' ? readHostPort(bytes, at, end) : verb === 'EPRT' ? readExtendedPort(bytes, at, end) : null;
    // Servers connect before they reply, some of them.
    if (active) this.offered = this.announce(this.flow.server(), active.address, active.port);
  }

  /** The server's reply with its text `[at, end)`. */
  reply(code: number, bytes: Uint8Array, at: number, end: number): void {
    const { asked, offered } = this;
    if (offered) {
      if (code >= REFUSED) this.announced.withdraw(offered);
      if (code === COMMAND_OK || code >= REFUSED) this.offered = null;
    } else if (code === PASSIVE && asked === 'PASV') this.passive(readPassive(bytes, at, end));
    else if (code === EXTENDED_PASSIVE && asked === 'EPSV') this.passive(readExtendedPassive(bytes, at, end));
  }

  private passive(endpoint: FtpEndpoint | null): void {
    if (!endpoint) return;
    this.asked = '';
    const [client, server] = [this.flow.client(), this.flow.server()];
    this.announce(client, server, endpoint.port);
    // A server behind NAT may name its inner address; clients differ in which one they take.
    if (endpoint.address !== '' && endpoint.address !== server) this.announce(client, endpoint.address, endpoint.port);
  }

  private announce(initiator: string, target: string, port: number): Connecting {
    const connecting = { initiator, target, port };
    this.announced.announce(connecting, 'ftp-data', this.flow.second);
    return connecting;
  }
}
