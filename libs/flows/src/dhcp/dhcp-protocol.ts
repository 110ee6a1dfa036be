import { isDhcpv4, readDhcpv4, readDhcpv6 } from '@wireledger/decoders';
import type { Core } from '../core';
import type { FlowView } from '../protocols/flow-view';
import type { DatagramProtocol, Protocol, ProtocolContext } from '../protocols/protocol';
import { DhcpRecorder } from './dhcp-recorder';

const V6_CLIENT = 546;
const V6_SERVER = 547;

/** What of the summary's figures is about DHCP. */
export interface DhcpFigures {
  /** Messages of DHCPv4 and BOOTP. */
  readonly dhcp_messages: number;
  readonly dhcpv6_messages: number;
}

/** DHCPv4 and DHCPv6: messages → figures and records. */
class Dhcp implements Protocol {
  readonly datagram: DatagramProtocol;
  private v4 = 0;
  private v6 = 0;

  constructor(
    private readonly flow: FlowView,
    private readonly recorder: DhcpRecorder | null,
    private readonly core: Core,
  ) {
    this.datagram = {
      apps: ['dhcp'],
      countsAlone: recorder ? undefined : 'dhcp',
      datagram: (bytes, start, end) => {
        this.message(bytes, start, end);
        return true;
      },
    };
  }

  get figures(): DhcpFigures & Record<string, number> {
    return { dhcp_messages: this.v4 + this.core.dhcpMessages(), dhcpv6_messages: this.v6 };
  }

  private message(bytes: Uint8Array, start: number, end: number): void {
    const { flow } = this;
    const { serverPort, clientPort } = flow;
    const isV6 = serverPort === V6_SERVER || serverPort === V6_CLIENT || clientPort === V6_CLIENT;
    if (isV6) {
      const message = readDhcpv6(bytes, start, end);
      if (!message) return;
      this.v6++;
      this.recorder?.write(message, flow);
    } else if (isDhcpv4(bytes, start, end)) {
      this.v4++;
      const message = this.recorder && readDhcpv4(bytes, start, end);
      if (message) this.recorder.write(message, flow);
    }
  }
}

export const dhcpProtocol = ({ cutter, flow, core }: ProtocolContext): Protocol =>
  new Dhcp(flow, cutter && new DhcpRecorder(cutter), core);
