import type { Ring } from './ring';

/** Events of some types, as a subscription follows them: the newest in a ring, older ones in the log. */
export interface Channel {
  readonly ring: Ring;
  readonly types: readonly string[];
}
