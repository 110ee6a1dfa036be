import type { RecordedEvent } from '@wireledger/event-sourcing';
import { ALERT_EVENTS, NOTIFY_EVENTS } from '@wireledger/events';
import type { ClientBase } from 'pg';

import { alertEvent } from '../alerts/alert-version';
import { ADDRESS_ERASURES, erasureOf } from '../personal/forget-person';
import type { Projection } from '../projection';
import { type DefinitionEvent, writeDefinition } from './definition-rows';
import { type DeliveryEvent, takeStep, tellDelivery } from './delivery-rows';
import { endPolicy, escalate } from './escalation-rows';
import { forgetAddresses } from './forget-address';

const ALERTS = new Set<string>(ALERT_EVENTS.map(({ type }) => type));

/** Events of alerts, channels, policies and deliveries → who is to be told when, and what came of it. */
export class NotifyProjection implements Projection {
  readonly name = 'notify';
  /** 2: whose the addresses are. */
  readonly version = 2;
  readonly types = [...[...ALERT_EVENTS, ...NOTIFY_EVENTS].map(({ type }) => type), ...ADDRESS_ERASURES];

  async apply(client: ClientBase, events: readonly RecordedEvent[]): Promise<void> {
    for (const event of events) await this.fold(client, event);
  }

  async clear(client: ClientBase): Promise<void> {
    await client.query('TRUNCATE rm.notify_definition, rm.notify_alert, rm.escalation, rm.delivery');
  }

  private async fold(client: ClientBase, recorded: RecordedEvent): Promise<void> {
    if (ALERTS.has(recorded.type)) return escalate(client, recorded, alertEvent(recorded));
    const erased = erasureOf(recorded);
    if (erased) return forgetAddresses(client, erased.subjects, erased.label);
    const event = { type: recorded.type, version: recorded.meta.sv, data: recorded.data } as unknown;
    switch (recorded.type) {
      case 'domain.EscalationStepReached':
        return takeStep(client, recorded, event as Parameters<typeof takeStep>[2]);
      case 'domain.ChannelDefined':
      case 'domain.ChannelRemoved':
      case 'domain.EscalationPolicyDefined':
        return writeDefinition(client, recorded, event as DefinitionEvent);
      case 'domain.EscalationPolicyRemoved':
        await writeDefinition(client, recorded, event as DefinitionEvent);
        return endPolicy(client, recorded.data.policy as string);
      default:
        return tellDelivery(client, recorded, event as DeliveryEvent);
    }
  }
}
