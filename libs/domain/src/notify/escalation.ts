import { EscalationStepReached } from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';

type StepReached = EventOf<typeof EscalationStepReached>;
export type ReachStep = { readonly type: 'reach' } & StepReached['data'];

/** How many steps of an escalation were taken; stream `escalation-<id>`. Each is taken once and in order. */
export const escalationDecider: Decider<number, ReachStep, StepReached> = {
  initial: 0,
  decide(taken, { type: _type, ...facts }) {
    return facts.step === taken ? [EscalationStepReached.create(facts)] : [];
  },
  evolve: (_taken, { data }) => data.step + 1,
};

export const escalationStream = (id: string): string => `escalation-${id}`;
