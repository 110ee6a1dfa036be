import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import {
  AcknowledgeAlertArgs,
  AlertResult,
  AssignAlertArgs,
  CloseAlertArgs,
  EscalateAlertArgs,
  MergeAlertArgs,
  NoteAlertArgs,
  ReopenAlertArgs,
  SnoozeAlertArgs,
  UndoAlertActArgs,
} from '../schema/alert-commands';
import { AlertDesk } from './alert-desk';

@Resolver()
export class AlertCommandsResolver {
  constructor(private readonly desk: AlertDesk) {}

  @Mutation(() => AlertResult)
  @Allow('alerts.triage')
  acknowledgeAlert(@Args() { reason, ...order }: AcknowledgeAlertArgs, @Context() context: GraphqlContext) {
    return this.desk.act(order, { type: 'acknowledge', reason }, context);
  }

  @Mutation(() => AlertResult)
  @Allow('alerts.triage')
  assignAlert(@Args() { assignee, ...order }: AssignAlertArgs, @Context() context: GraphqlContext) {
    return this.desk.act(order, { type: 'assign', assignee: assignee ?? null }, context);
  }

  @Mutation(() => AlertResult)
  @Allow('alerts.triage')
  noteAlert(@Args() { text, ...order }: NoteAlertArgs, @Context() context: GraphqlContext) {
    return this.desk.act(order, { type: 'note', text }, context);
  }

  @Mutation(() => AlertResult)
  @Allow('alerts.triage')
  snoozeAlert(@Args() { until, reason, ...order }: SnoozeAlertArgs, @Context() context: GraphqlContext) {
    return this.desk.act(order, { type: 'snooze', until: this.desk.time(until), reason: reason ?? null }, context);
  }

  @Mutation(() => AlertResult)
  @Allow('alerts.escalate')
  escalateAlert(@Args() { note, ...order }: EscalateAlertArgs, @Context() context: GraphqlContext) {
    return this.desk.act(order, { type: 'escalate', note: note ?? null }, context);
  }

  @Mutation(() => AlertResult)
  @Allow('alerts.close')
  closeAlert(@Args() { reason, note, ...order }: CloseAlertArgs, @Context() context: GraphqlContext) {
    return this.desk.act(order, { type: 'close', reason, note: note ?? null }, context);
  }

  @Mutation(() => AlertResult)
  @Allow('alerts.close')
  reopenAlert(@Args() { reason, ...order }: ReopenAlertArgs, @Context() context: GraphqlContext) {
    return this.desk.act(order, { type: 'reopen', reason }, context);
  }

  @Mutation(() => AlertResult, { description: 'Closes an alert as a part of another one.' })
  @Allow('alerts.close')
  async mergeAlert(@Args() { into, ...order }: MergeAlertArgs, @Context() context: GraphqlContext) {
    return this.desk.act(order, { type: 'merge', into: await this.desk.target(into, context) }, context);
  }

  // Every role that may act at all may escalate, and nobody takes back what another did.
  @Mutation(() => AlertResult, { description: `Takes back the caller's own last act, with a fact of its own.` })
  @Allow('alerts.escalate')
  undoAlertAct(@Args() { undone, ...order }: UndoAlertActArgs, @Context() context: GraphqlContext) {
    return this.desk.act(order, { type: 'undo', undone: undone.toLowerCase() }, context);
  }
}
