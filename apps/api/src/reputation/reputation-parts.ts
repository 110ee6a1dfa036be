import type { EventLog } from '@wireledger/event-sourcing';
import type { Resolve } from '@wireledger/notify';
import type { Config } from '@wireledger/platform';

import type { ActorNames } from '../alerts/actor-names';
import type { MaskingPolicy } from '../masking/masking-policy';
import { outside } from '../notify/outside';
import { ReputationDesk, type ReputationPort } from './reputation-desk';
import { ReputationKeys } from './reputation-keys';
import { ServicesOutside } from './services-outside';

/** Where services outside are asked what they think of addresses and names, and their keys, as this installation is configured. */
export function reputationParts(
  {
    config,
    log,
    reputation,
    resolve,
  }: {
    readonly config: Config;
    readonly log: EventLog;
    readonly reputation: ReputationPort;
    readonly resolve?: Resolve;
  },
  names: Pick<ActorNames, 'of'>,
  masks: Pick<MaskingPolicy, 'masks'>,
  clock: () => number,
): readonly [ReputationDesk, ReputationKeys] {
  const { policy, keys: seal } = outside(config, resolve);
  const files = config.reputation;
  const kept = new ReputationKeys({ log, seal, files, names, clock });
  const services = new ServicesOutside({ policy, files, kept });
  return [new ReputationDesk({ port: reputation, outside: services, masks, clock }), kept];
}
