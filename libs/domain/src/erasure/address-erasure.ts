import { AddressErased, AddressErasureCompleted } from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

/** The erasure of an e-mail address, which is said by the marks that its keys are kept under. */
export interface AddressErasure {
  readonly erasure: string;
  readonly subjects: readonly string[];
  readonly state: 'begun' | 'done';
}

export type AddressErasureCommand =
  | { readonly type: 'begin'; readonly erasure: string; readonly subjects: readonly string[] }
  | { readonly type: 'complete' };
type AddressErasureEvent = EventOf<typeof AddressErased> | EventOf<typeof AddressErasureCompleted>;

/** Stream `erasure-<id>`: begun once, complete once, never taken back. @throws DomainError NOT_ERASED */
export const addressErasureDecider: Decider<AddressErasure | null, AddressErasureCommand, AddressErasureEvent> = {
  initial: null,
  decide(before, command) {
    if (command.type === 'begin') {
      const { erasure, subjects } = command;
      return before ? [] : [AddressErased.create({ erasure, subjects: [...subjects] })];
    }
    if (!before) throw new DomainError('NOT_ERASED', 'Only an erasure that was begun can be completed.');
    const { erasure, subjects, state } = before;
    return state === 'done' ? [] : [AddressErasureCompleted.create({ erasure, subjects: [...subjects] })];
  },
  evolve: (_before, { type, data: { erasure, subjects } }) => ({
    ...{ erasure, subjects },
    state: type === 'domain.AddressErased' ? 'begun' : 'done',
  }),
};
export const erasureStream = (id: string): string => `erasure-${id}`;
