import { isSshBanner } from '@wireledger/decoders';
import type { ProtocolFactory } from '../protocols/protocol';
import { AuthRecorder } from './auth-recorder';
import { SshConnection } from './ssh-connection';

/** First byte of a banner. */
const S = 0x53;

/** SSH: banners, and whether signing in went well by sizes. Without records nothing of it is read. */
export const sshProtocol: ProtocolFactory = ({ cutter, flow }) => ({
  stream: {
    apps: ['ssh'],
    claims: isSshBanner,
    begins: (first) => first === S,
    isNamed: cutter === null,
    open: () => cutter && new SshConnection(flow, AuthRecorder.of(cutter)),
  },
});
