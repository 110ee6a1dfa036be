import { formatTime } from '@wireledger/kernel';
import { protoName } from '@wireledger/read-models';

import type { ActorNames } from '../alerts/actor-names';
import type { SandboxAlert, SandboxFlow, SandboxReplay } from '../schema/sandboxes';
import type { SandboxSummary, SeenSandboxAlert, SeenSandboxFlow } from './sandbox-sensor';

/** A replay as the API shows it. */
export function shownReplay(names: Pick<ActorNames, 'of'>, replay: SandboxSummary): SandboxReplay {
  const { id, phase, reason, packetsInAll, packets, bytes, flowsOpen, flowsEnded, lookups, alerts, records, digest } =
    replay;
  return {
    ...{ id, phase, reason, packetsInAll, packets, bytes, flowsOpen, flowsEnded, lookups, alerts, records, digest },
    ...{ capture: replay.sha256, startedByName: names.of(replay.by), startedAt: formatTime(replay.startedUs) },
    ...{ speed: replay.speed === 'max' ? null : replay.speed, at: formatTime(replay.atUs) },
    ...{ firstPacket: formatTime(replay.firstUs), lastPacket: formatTime(replay.lastUs) },
  };
}

/** A flow of a sandbox as the API shows it. */
export const shownFlow = ({ ended, proto, first, last, rtt, ...flow }: SeenSandboxFlow): SandboxFlow => ({
  ...flow,
  ...{ ended: ended === '' ? null : ended, proto: protoName(proto) },
  ...{ first: formatTime(first), last: formatTime(last), rttSeconds: rtt < 0 ? null : rtt / 1_000_000 },
});

/** An alert of a sandbox as the API shows it. */
export const shownAlert = ({ version, first, last, ...alert }: SeenSandboxAlert): SandboxAlert => ({
  ...alert,
  ...{ ruleVersion: version, first: formatTime(first), last: formatTime(last) },
});
