import { dhcpTypeName, type DhcpMessage } from '@wireledger/decoders';
import type { BatchCutter } from '../batch-cutter';
import type { ColumnBuffer } from '../columns';
import type { FlowView } from '../protocols/flow-view';

const SECOND = 1_000_000;

/** The flow of a message and who sent it. */
export type DhcpFlow = Pick<
  FlowView,
  'flow' | 'us' | 'second' | 'senderPort' | 'receiverPort' | 'proto' | 'sender' | 'receiver'
>;

/** Writes DHCP messages. */
export class DhcpRecorder {
  private readonly row: ColumnBuffer;

  constructor(private readonly cutter: BatchCutter) {
    this.row = cutter.open('dhcp');
  }

  /** The message that the sender of the current datagram of `flow` has sent. */
  write(message: DhcpMessage, flow: DhcpFlow): void {
    const { numbers, texts, values, json } = this.row;
    const atUs = flow.second * SECOND;
    let n = 0;
    numbers[n++] = flow.flow;
    numbers[n++] = atUs;
    numbers[n++] = flow.us;
    numbers[n++] = flow.senderPort;
    numbers[n++] = flow.receiverPort;
    numbers[n++] = flow.proto;
    numbers[n++] = message.version;
    numbers[n++] = message.xid;
    numbers[n++] = message.lease;
    texts[0] = flow.sender();
    texts[1] = flow.receiver();
    texts[2] = dhcpTypeName(message.version, message.type);
    texts[3] = message.clientMac;
    texts[4] = message.clientId;
    texts[5] = message.hostname;
    texts[6] = message.vendorClass;
    texts[7] = message.serverId;
    texts[8] = message.relay;
    [message.requested, message.given, message.wants, message.routers, message.resolvers].forEach((list, i) => {
      values[i] = list;
      json[i] = JSON.stringify(list);
    });
    this.cutter.push(this.row, Math.min(flow.us, atUs), flow.us, flow.us);
  }
}
