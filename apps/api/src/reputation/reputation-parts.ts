import { OutboundPolicy, type Resolve } from '@wireledger/notify';
import { type Config, publicUrlOf } from '@wireledger/platform';

import type { MaskingPolicy } from '../masking/masking-policy';
import { ReputationDesk, type ReputationPort } from './reputation-desk';
import { ServicesOutside } from './services-outside';

/** Where services outside are asked what they think of addresses and names, as this installation is configured. */
export function reputationDesk(
  {
    config,
    reputation,
    resolve,
  }: { readonly config: Config; readonly reputation: ReputationPort; readonly resolve?: Resolve },
  masks: Pick<MaskingPolicy, 'masks'>,
  clock: () => number,
): ReputationDesk {
  const policy = new OutboundPolicy(config.outboundAllow, [new URL(publicUrlOf(config)).hostname], resolve);
  return new ReputationDesk({
    port: reputation,
    outside: new ServicesOutside({ policy, files: config.reputation }),
    masks,
    clock,
  });
}
