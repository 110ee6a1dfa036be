import type { LoggedFlow } from '@wireledger/decoders';

import { isServicePort } from '../app-ports';

const FIRST_EPHEMERAL = 1024;
const UDP = 17;

/** Whether it is certain who began a flow: the log says so, or a service is known to listen on one side. */
export const isSure = ({ sure, ends: { proto, srcPort, dstPort } }: LoggedFlow): boolean =>
  sure || isServicePort(proto, srcPort) !== isServicePort(proto, dstPort);

/**
 * A flow of which a tool saw only what the service answered, with who asked as its originator: as of packets, a known service that sends to an ephemeral port
 * did not begin.
 */
export function fromOriginator(flow: LoggedFlow): LoggedFlow {
  const { sure, ends, packets, bytes, payload, flags } = flow;
  const { src, srcPort, dst, dstPort, proto } = ends;
  const answers = isServicePort(proto, srcPort) && !isServicePort(proto, dstPort) && dstPort >= FIRST_EPHEMERAL;
  if (sure || packets[1] > 0 || !answers) return flow;
  return {
    ...flow,
    ends: { src: dst, srcPort: dstPort, dst: src, dstPort: srcPort, proto },
    ...{ packets: [packets[1], packets[0]], bytes: [bytes[1], bytes[0]] },
    ...{ payload: [payload[1], payload[0]], flags: [flags[1], flags[0]] },
    state: proto === UDP ? 'SHR' : flow.state,
  };
}
