import type { App } from '@wireledger/events';
import type { AttackTruth } from './attack-truth';
import type { DnsTruth } from './dns-truth';
import type { FlowTruth } from './flow-truth';

/** What one frame means, written down by whoever made it. */
export interface Says {
  /** Null when the frame is not IP. */
  readonly flow: FlowTruth | null;
  readonly app: App;
  readonly fromOriginator: boolean;
  /** Bytes after the transport header. */
  readonly payload: number;
  /** TCP flags, 0 otherwise. */
  readonly flags: number;
  /** A TCP segment whose bytes were all sent before. */
  readonly retransmission?: boolean;
  readonly dns?: { readonly transaction: DnsTruth; readonly response: boolean };
  /** An HTTP/1.1 request starts in this segment. */
  readonly http?: { readonly method: string; readonly host: string };
  /** A TLS ClientHello starts in this segment; the server name's bytes, one character each. */
  readonly serverName?: string;
  readonly dhcp?: boolean;
  readonly attack?: AttackTruth | undefined;
}
