import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { act } from '../detection/parts';
import { channelDefinition, policyDefinition } from './parts';

/** Stream `channel-<id>`: the channel is so from here on. */
export const ChannelDefined = defineEvent({
  type: 'domain.ChannelDefined',
  version: 1,
  schema: z.object({ channel: z.uuid(), ...act, definition: channelDefinition }),
});

export const ChannelRemoved = defineEvent({
  type: 'domain.ChannelRemoved',
  version: 1,
  schema: z.object({ channel: z.uuid(), ...act }),
});

/** Stream `policy-<id>`: the policy is so for alerts from here on; an escalation that runs goes on by what it began with. */
export const EscalationPolicyDefined = defineEvent({
  type: 'domain.EscalationPolicyDefined',
  version: 1,
  schema: z.object({ policy: z.uuid(), ...act, definition: policyDefinition }),
});

/** Its running escalations end. */
export const EscalationPolicyRemoved = defineEvent({
  type: 'domain.EscalationPolicyRemoved',
  version: 1,
  schema: z.object({ policy: z.uuid(), ...act }),
});
