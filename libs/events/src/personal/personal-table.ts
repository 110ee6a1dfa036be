import type { EventMeta, JsonObject, PersonalField, PersonalTable, SubjectOf } from '@wireledger/event-sourcing';
import { addressSubject, addressUsedAnew, valueAt } from '@wireledger/event-sourcing';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** People, and tokens that act for them; processes and the host are nobody who could be erased. */
const WHO = /^(user|token):[A-Za-z0-9._-]{1,100}$/;

const whoIs = (value: unknown): string | null => (typeof value === 'string' && WHO.test(value) ? value : null);

/** The field names somebody as metadata does: `user:<id>`. */
const actorAt =
  (path: string): SubjectOf =>
  (data) =>
    whoIs(valueAt(data, path));

/** The field is the id of a user. */
const userAt =
  (path: string): SubjectOf =>
  (data) => {
    const id = valueAt(data, path);
    return typeof id === 'string' && UUID.test(id) ? `user:${id}` : null;
  };

/** Whoever wrote the event. */
const author: SubjectOf = (_data, { actor }) => whoIs(actor);
/** Whoever acted, by the field `by` of a decision. */
const by = actorAt('by');
const user = userAt('user');
/** The request that is to be confirmed, with everything that is said of it. */
const approval: SubjectOf = ({ approval: id }) => (typeof id === 'string' ? `approval:${id}` : null);

const actorOf = (data: JsonObject): string | null => whoIs(valueAt(data, 'who/actor'));
const who: SubjectOf = actorOf;

const idAt = (data: JsonObject, ...kinds: readonly string[]): string | null => {
  const [kind, id] = [valueAt(data, 'target/kind'), valueAt(data, 'target/id')];
  return typeof id === 'string' && UUID.test(id) && kinds.some((one) => one === kind) ? id : null;
};

/** The person, or the request for a second one, that an act is about. Why somebody was erased belongs to whoever did it: it has to outlive him. */
const target: SubjectOf = (data) => {
  const person = idAt(data, 'user', 'session');
  if (person !== null) return `user:${person}`;
  const asksForSecond = typeof data.operation === 'string' && data.operation.endsWith('Approval');
  const request = asksForSecond ? valueAt(data, 'target/id') : null;
  return typeof request === 'string' && UUID.test(request) ? `approval:${request}` : null;
};

/** Whoever is being invited has no id yet: his key is that of the request that invites him. */
const invitation: SubjectOf = (data: JsonObject, meta: EventMeta) =>
  data.operation === 'inviteUser' ? `request:${meta.$correlationId}` : null;

/** Where somebody came from who had not said who he is: of the account that he tried. */
const tried: SubjectOf = (data) => {
  const account = actorOf(data) === null ? idAt(data, 'account', 'user') : null;
  return account === null ? null : `user:${account}`;
};

/** Whoever reads what is sent to an e-mail address: nobody that the system knows. The host of a web address is nobody's. */
const reader: SubjectOf = (_data, _meta, value) => (value.includes('@') ? addressSubject(value) : null);

/** The same where a person writes it into a channel: that may be an address which was erased before. */
const readerAnew: SubjectOf = (_data, _meta, value) => (value.includes('@') ? addressUsedAnew(value) : null);

const of = (path: string, ...subjects: readonly SubjectOf[]): PersonalField => ({ path, of: subjects });
const origin = (...subjects: readonly SubjectOf[]) => [of('origin/ip', ...subjects), of('origin/agent', ...subjects)];
const act = [of('reason', who, target, invitation), ...origin(who, tried)];
const reasonBy = [of('reason', by)];
const aboutUser = [of('reason', user, author)];
const recipient = [of('recipient', reader)];

/**
 * Which text of which event belongs to whom. A text that several people share is readable as long as none of them is erased: what one writes about
 * another goes with either.
 *
 * Not in here: facts from the wire, alerts and their evidence (addresses and names of traffic: retention and masking are for those); names of rules,
 * roles, lists, channels and captures, which are names of things; ids, times, roles and results, which say *that* somebody acted.
 */
export const PERSONAL_FIELDS: PersonalTable = new Map<string, readonly PersonalField[]>([
  ['domain.UserInvited', [of('name', user), of('reason', user, author)]],
  ['domain.InvitationRevoked', aboutUser],
  ['domain.RoleGranted', aboutUser],
  ['domain.ScopeGranted', aboutUser],
  ['domain.UserDisabled', aboutUser],
  ['domain.UserEnabled', aboutUser],
  ['domain.SessionsRevoked', aboutUser],
  ['domain.MfaRemoved', aboutUser],
  ['domain.PasswordResetOffered', aboutUser],
  ['domain.SignedIn', origin(user)],
  ['domain.SignInRefused', origin(user)],
  ['domain.ProviderVouched', origin(user)],
  // A mark of who he is at his provider: whoever guesses that could prove it by the mark.
  ['domain.IdentityLinked', [of('subject', user)]],
  ['domain.SessionEnded', [of('said', user, author)]],
  ['domain.StepUpGranted', [of('reason', user), ...origin(user)]],
  ['domain.StepUpRefused', origin(user)],
  ['domain.AddressesRevealed', [of('reason', user)]],
  ['domain.TokenIssued', [of('name', userAt('owner'), author), of('reason', userAt('owner'), author)]],
  ['domain.TokenRevoked', [of('reason', author)]],
  ['domain.ApprovalRequested', ['what', 'digest', 'reason'].map((path) => of(path, userAt('by'), approval))],
  ['domain.ApprovalConfirmed', [of('reason', userAt('by'), approval)]],
  ['domain.ApprovalDeclined', [of('reason', userAt('by'), approval)]],
  ['domain.SavedFilterDefined', [of('definition/name', by)]],
  ['domain.ReportRequested', [of('order/name', by)]],
  ['domain.ReportScheduleDefined', [of('definition/name', by), of('definition/recipients/*', by, readerAnew)]],
  ['domain.ActAnnounced', act],
  ['domain.ActAudited', act],
  ['domain.AlertAcknowledged', reasonBy],
  ['domain.AlertReopened', reasonBy],
  ['domain.AlertSnoozed', reasonBy],
  ['domain.AlertNoted', [of('text', by)]],
  ['domain.AlertEscalated', [of('note', by)]],
  ['domain.AlertClosed', [of('note', by)]],
  ['domain.SuppressionDefined', [of('definition/reason', by)]],
  ['domain.RuleDisabled', reasonBy],
  ['domain.RulePublished', reasonBy],
  ['domain.RuleCaseDropped', reasonBy],
  ['domain.ListImported', [of('accepted', by)]],
  ['domain.ListReverted', reasonBy],
  ['domain.ListPaused', reasonBy],
  ['domain.IndicatorAdded', reasonBy],
  ['domain.IndicatorRemoved', reasonBy],
  ['domain.CaptureDeleted', reasonBy],
  // Not of whoever made the channel: it goes on when he is erased.
  [
    'domain.ChannelDefined',
    [of('definition/target/recipients/*', readerAnew), of('definition/target/rota/standIns/*/recipient', readerAnew)],
  ],
  ['domain.EscalationStepReached', [of('planned/*/recipient', reader)]],
  ['domain.NotificationRequested', recipient],
  ['domain.NotificationBundled', recipient],
  ['domain.SensorInvited', [of('reason', author)]],
  ['domain.SensorRevoked', [of('reason', author)]],
  ['domain.HoldPlaced', [of('host', by), of('reason', by)]],
  ['domain.HoldLifted', reasonBy],
  ['domain.RoleDefined', reasonBy],
  ['domain.RoleChanged', reasonBy],
  ['domain.RoleRemoved', reasonBy],
]);
