import type { ChannelDefinition, PolicyDefinition } from '@wireledger/events';

/** Answers of the queries about notifications; times RFC 3339. */

export interface DefinedShape<Definition> {
  readonly id: string;
  readonly revision: number;
  readonly changedBy: string;
  readonly changedAt: string;
  readonly definition: Definition;
}
export type ChannelShape = DefinedShape<ChannelDefinition>;
export type PolicyShape = DefinedShape<PolicyDefinition>;

export interface DeliveryShape {
  readonly id: string;
  /** alert, digest, test */
  readonly kind: string;
  readonly alert: string | null;
  readonly alertTitle: string | null;
  readonly alertEntity: string | null;
  readonly severity: string | null;
  /** Alerts that a digest tells of. */
  readonly parts: number;
  readonly channel: string;
  readonly channelName: string;
  readonly channelKind: string;
  readonly recipient: string;
  readonly policyName: string | null;
  readonly step: number | null;
  readonly state: string;
  readonly queuedAt: string;
  /** When it is tried next, while it waits. */
  readonly dueAt: string | null;
  readonly endedAt: string | null;
  readonly attempts: number;
  readonly said: string | null;
}

export interface DeliveryPageShape {
  readonly rows: readonly DeliveryShape[];
  readonly next: string | null;
  /** By state, of all deliveries. */
  readonly waiting: number;
  readonly sent: number;
  readonly failed: number;
}
