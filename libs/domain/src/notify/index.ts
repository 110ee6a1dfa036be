export type { Acted } from './acted';
export { type Channel, channelDecider, channelStream, canReach, recipientsAt, recipientsOf } from './channel';
export type { Defined, DefinitionCommand } from './definition';
export {
  ATTEMPT_US,
  BACK_OFF_S,
  type Delivery,
  type DeliveryCommand,
  deliveryDecider,
  deliveryStream,
} from './delivery';
export { escalationDecider, escalationStream, type ReachStep } from './escalation';
export { type Concerned, isConcerned, type Policy, policyDecider, policyStream } from './policy';
export { quietUntil } from './quiet-hours';
export { nextOnDuty, onDuty } from './rota';
