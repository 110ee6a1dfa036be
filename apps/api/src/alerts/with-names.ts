import type {
  AlertActivityShape,
  AlertDetailShape,
  AlertGroupShape,
  AlertShape,
  AlertStateShape,
  PageShape,
  RuleShape,
} from '@wireledger/read-models';

import type { AlertActivity, AlertDetail } from '../schema/alert-detail';
import type { Alert, AlertPage, AlertState } from '../schema/alerts';
import type { Rule } from '../schema/rules';
import type { ActorNames } from './actor-names';

/** Answers of the read models, which know people by id only, with their names. */
export class WithNames {
  constructor(private readonly names: ActorNames) {}

  page(page: PageShape<AlertGroupShape>): AlertPage {
    return { ...page, rows: page.rows.map((group) => ({ ...group, alert: this.alert(group.alert) })) };
  }

  detail(detail: AlertDetailShape): AlertDetail {
    return {
      ...detail,
      alert: this.alert(detail.alert),
      ruleEnabledByName: detail.ruleEnabledBy && this.names.of(detail.ruleEnabledBy),
      activity: detail.activity.map((activity) => this.activity(activity)),
      similar: detail.similar.map((similar) => this.alert(similar)),
    };
  }

  rule(rule: RuleShape): Rule {
    return { ...rule, changedByName: this.names.of(rule.changedBy) };
  }

  private alert(alert: AlertShape): Alert {
    return { ...alert, state: this.state(alert.state) };
  }

  private state(state: AlertStateShape): AlertState {
    const { assignee, lastAct } = state;
    return {
      ...state,
      assigneeName: assignee && this.names.user(assignee),
      lastAct: lastAct && { ...lastAct, byName: this.names.of(lastAct.by) },
    };
  }

  private activity(activity: AlertActivityShape): AlertActivity {
    const { action, about, by } = activity;
    const named = action === 'assigned' && about !== null ? this.names.user(about) : about;
    return { ...activity, about: named, byName: by && this.names.of(by) };
  }
}
