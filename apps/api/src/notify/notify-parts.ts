import type { ActorNames } from '../alerts/actor-names';
import type { ApiPorts } from '../services';
import { DefinitionDesk } from './definition-desk';
import { outside } from './outside';
import { SetupHost } from './setup-host';
import { WebChannels } from './web-channels';

/** What changes and shows channels and policies. */
export function notifyParts({ config, log, resolve }: ApiPorts, names: ActorNames, clock: () => number): object[] {
  const { policy, keys } = outside(config, resolve);
  const { smtpUrl, mailFrom, outboundAllow } = config;
  return [
    new DefinitionDesk(log, names, clock),
    new WebChannels(policy, keys),
    new SetupHost({ mail: smtpUrl !== '', mailFrom, allowed: outboundAllow }),
  ];
}
