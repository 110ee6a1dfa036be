import { uuidV5 } from '@wireledger/kernel/hashing';

/** Namespace of the scopes of live timelines. */
const LIVE = 'b0f5a3c6-6a0e-4d5a-8a53-2f3b1d9c7e21';

/** UUID under which the alerts of a timeline get their ids: a replay with times of its own is its own, everything live of a sensor is one. */
export const timelineScope = ({ sensor, timeline }: { readonly sensor: string; readonly timeline: string }): string =>
  timeline === 'live' ? uuidV5(LIVE, sensor) : timeline;
