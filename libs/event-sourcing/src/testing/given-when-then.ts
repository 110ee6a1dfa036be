import type { Decider } from '../decider';
import type { DomainEvent } from '../define-event';

/** Given/when/then over a decider: `given(events).when(command)` answers what it decided, or throws what it threw. */
export const specFor = <State, Command, Event extends DomainEvent>(decider: Decider<State, Command, Event>) => ({
  given: (...events: readonly Event[]) => {
    const state = events.reduce((folded, event) => decider.evolve(folded, event), decider.initial);
    return { state, when: (command: Command): readonly Event[] => decider.decide(state, command) };
  },
});
