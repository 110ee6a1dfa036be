import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import type { Refusals } from '../audit/refusals';
import { originKind, type OwnAddresses } from './origin';
import type { RequestOrigin } from './request-origin';
import { refuseUpgrade, type UpgradeHandler } from './upgrade-guard';

/** What has to be known of an upgrade before a WebSocket comes of it. */
export interface UpgradeDeps {
  readonly refusals: Pick<Refusals, 'atDoor'>;
  readonly originOf: (request: IncomingMessage) => RequestOrigin;
  readonly own: () => OwnAddresses;
  /** False for an upgrade that came in clear over a network. */
  readonly isEncrypted: (request: IncomingMessage) => boolean;
}

/** Opens a door to encrypted upgrades that no page of another site asked for. */
export function checkedUpgrade(
  { refusals, originOf, own, isEncrypted }: UpgradeDeps,
  door: string,
  open: (request: IncomingMessage, socket: Duplex, head: Buffer, from: RequestOrigin) => void,
): UpgradeHandler {
  return (request, socket, head) => {
    if (!isEncrypted(request)) return refuseUpgrade(socket, '403 Forbidden');
    const from = originOf(request);
    if (originKind(request.headers, own()) === 'foreign') {
      void refusals.atDoor(`WebSocket ${door}`, 'FOREIGN_ORIGIN', { ...from, via: 'socket' }, null, randomUUID());
      return refuseUpgrade(socket, '403 Forbidden');
    }
    open(request, socket, head, from);
  };
}
