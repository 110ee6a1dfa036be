import type { Decider, EventOf } from '@wireledger/event-sourcing';
import { type KeptKey, type KeyedService, ReputationKeyChanged } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';

import type { Acted } from '../notify/acted';

/** The key that a service outside is asked with; stream `reputation-<service>`. */
export interface ReputationKey {
  readonly service: KeyedService;
  /** Null: it was taken away. */
  readonly key: KeptKey | null;
  /** Number of changes. */
  readonly revision: number;
  readonly set: { readonly by: string; readonly at: number };
  readonly commands: readonly string[];
}

/** The service is asked with this key from now on; null = no longer. */
export interface SetReputationKey extends Acted {
  readonly type: 'set';
  readonly service: KeyedService;
  readonly key: KeptKey | null;
  /** Revision that whoever acts has seen. */
  readonly seen: number;
}

const REMEMBERED_KEYS = 50;

/** Sets, replaces and removes the key of a service. @throws DomainError REPUTATION_KEY_CONFLICT, NOT_FOUND */
export const reputationKeyDecider: Decider<
  ReputationKey | null,
  SetReputationKey,
  EventOf<typeof ReputationKeyChanged>
> = {
  initial: null,
  decide(state, { service, key, seen, by, at, command }) {
    if (state?.commands.includes(command)) return [];
    const version = state?.revision ?? 0;
    if (version !== seen)
      throw new DomainError(
        'REPUTATION_KEY_CONFLICT',
        'Somebody else changed this key first. Look at it, then decide again.',
        { version, ...(state ? { by: state.set.by, at: state.set.at } : {}) },
      );
    if (key === null && !state?.key)
      throw new DomainError('NOT_FOUND', 'No key is kept for this service. Load the page again.');
    return [ReputationKeyChanged.create({ service, by, at, command, key })];
  },
  evolve: (state, { data: { service, key, by, at, command } }) => ({
    ...{ service, key, set: { by, at }, revision: (state?.revision ?? 0) + 1 },
    commands: [...(state?.commands ?? []), command].slice(-REMEMBERED_KEYS),
  }),
};

export const reputationKeyStream = (service: KeyedService): string => `reputation-${service}`;
