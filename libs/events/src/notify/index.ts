import { ChannelDefined, ChannelRemoved, EscalationPolicyDefined, EscalationPolicyRemoved } from './definition-events';
import {
  EscalationStepReached,
  NotificationAttempted,
  NotificationBundled,
  NotificationDelivered,
  NotificationDropped,
  NotificationFailed,
  NotificationRequested,
  NotificationRetried,
} from './delivery-events';

export * from './definition-events';
export * from './delivery-events';
export {
  type ChannelDefinition,
  channelDefinition,
  type ChannelTarget,
  type PolicyDefinition,
  policyDefinition,
  type QuietHours,
  type Rota,
} from './parts';

/** Who is told of alerts, and what came of it. */
export const NOTIFY_EVENTS = [
  ...[ChannelDefined, ChannelRemoved, EscalationPolicyDefined, EscalationPolicyRemoved, EscalationStepReached],
  ...[NotificationRequested, NotificationAttempted, NotificationDelivered, NotificationFailed],
  ...[NotificationBundled, NotificationDropped, NotificationRetried],
] as const;
