import { NotifyKeys, OutboundPolicy, type Resolve } from '@wireledger/notify';
import { type Config, nextNotifyKey, notifyKey, publicUrlOf } from '@wireledger/platform';

/** Which addresses may be called, and what seals secrets that are sent there. `resolve`: instead of DNS. */
export const outside = (config: Config, resolve?: Resolve) => ({
  policy: new OutboundPolicy(config.outboundAllow, [new URL(publicUrlOf(config)).hostname], resolve),
  keys: new NotifyKeys(notifyKey(config.dataDir), nextNotifyKey(config.dataDir)),
});
