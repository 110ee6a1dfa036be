import type { DomainEvent } from './define-event';

/**
 * The logic of one kind of aggregate: pure, no clock, no look-up. `decide` answers the facts that a command makes true
 * (none when it is already so), or throws a DomainError; `evolve` folds one fact.
 */
export interface Decider<State, Command, Event extends DomainEvent> {
  readonly initial: State;
  decide(state: State, command: Command): readonly Event[];
  evolve(state: State, event: Event): State;
}
