import {
  type CustomRoles,
  FOUR_EYES_STREAM,
  fourEyesDecider,
  HOLDS_STREAM,
  holdsDecider,
  maskingDecider,
  mayAct,
  PRIVACY_STREAM,
  RETENTION_CLASSES,
  RETENTION_STREAM,
  retentionDecider,
  rolesDecider,
  ROLES_STREAM,
  type User,
} from '@wireledger/domain';
import {
  type Decider,
  type DomainEvent,
  type EventOf,
  type Position,
  type RecordedEvent,
  StreamNotFound,
} from '@wireledger/event-sourcing';
import { type HistoryVerified, type RetentionApplied } from '@wireledger/events';
import { formatTime } from '@wireledger/kernel';
import type { Figure } from '@wireledger/reports';

import { table, text } from '../blocks';
import type { ReportPart, ReportSource } from '../report-source';

const PAGE = 500;
const LISTED = 200;
const GRANTS = [
  'inviteUser',
  'revokeInvitation',
  'grantRole',
  ...['defineRole', 'changeRole', 'removeRole'],
  'grantScope',
  'disableUser',
  'enableUser',
  'erasePerson',
];

/** A stream as it was at the end of the range. */
async function asOfEnd<State, Event extends DomainEvent>(
  { parts, view }: ReportSource,
  decider: Pick<Decider<State, never, Event>, 'initial' | 'evolve'>,
  stream: string,
): Promise<State> {
  let state = decider.initial;
  let after: bigint | null = null;
  try {
    for (;;) {
      const page = await parts.log.readStream({ stream, ...(after === null ? {} : { after }), limit: PAGE });
      for (const { recordedAt, type, meta, data, revision } of page.events) {
        after = revision;
        if (recordedAt <= view.to) state = decider.evolve(state, { type, version: meta.sv, data } as unknown as Event);
      }
      if (page.end || page.events.length === 0) return state;
    }
  } catch (error) {
    if (error instanceof StreamNotFound) return state;
    throw error;
  }
}

/** Events of a type that were recorded in the range. */
async function within({ parts, view }: ReportSource, type: string): Promise<RecordedEvent[]> {
  const found: RecordedEvent[] = [];
  for (let after: Position | 'start' = 'start'; ;) {
    const page = await parts.log.readAll({ after, filter: { types: [type] }, limit: PAGE });
    found.push(...page.events.filter(({ recordedAt }) => recordedAt >= view.from && recordedAt < view.to));
    if (page.end) return found;
    after = page.next;
  }
}

function standingOf(user: User): string {
  if (user.erasure !== 'none') return 'erased';
  if (user.standing === 'invited') return 'invited';
  return mayAct(user) ? 'active' : 'disabled';
}

const scopeText = ({ scope }: User): string =>
  scope === null
    ? 'everything'
    : Object.entries(scope)
        .map(([field, values]) => `${field} ${(values as readonly unknown[]).join(', ')}`)
        .join('; ');

/** The role of the matrix, and what a custom role of somebody is called. */
const roleText = ({ role, customRole }: User, roles: CustomRoles): string =>
  customRole === null ? role : `${role}, ${roles.get(customRole)?.name ?? 'removed role'}`;

/** Who could do what at the end of the range. */
export const access: ReportPart = async (source) => {
  const people = (await source.peopleThen()).all();
  const active = people.filter(mayAct);
  const roles = await asOfEnd(source, rolesDecider, ROLES_STREAM);
  return {
    heading: 'Access at the end of the range',
    blocks: [
      {
        kind: 'figures',
        items: [
          { label: 'People who may act', value: active.length, unit: 'count' },
          { label: 'Administrators', value: active.filter(({ role }) => role === 'ADMIN').length, unit: 'count' },
          {
            label: 'With a second factor, or by the provider',
            value: active.filter(({ factor, identity }) => factor.enrolled || identity !== null).length,
            unit: 'count',
          },
        ],
      },
      table(
        [
          ['Name', 'text'],
          ['Role', 'text'],
          ['Standing', 'text'],
          ['Sees', 'text'],
          ['Second factor', 'text'],
          ['Signs in by', 'text'],
        ],
        people.map((user) => [
          ...[user.name, roleText(user, roles), standingOf(user), scopeText(user), user.factor.enrolled ? 'yes' : 'no'],
          user.identity?.issuer ?? 'password',
        ]),
      ),
    ],
  };
};

/** Who granted, changed and took access in the range. */
export const grants: ReportPart = async (source) => {
  const page = await source.ask('audit', { where: { operation: GRANTS, range: source.range }, first: LISTED });
  const now = await source.peopleNow();
  const rows = page.rows.map((row) => {
    const act = source.shown.row('AuditAct', row);
    const whom = row.targetKind === 'user' && row.target !== null ? now.nameOf(`user:${row.target}`) : act.target;
    return [row.at, now.nameOf(row.actor), row.operation, whom, row.result, act.reason];
  });
  return {
    heading: 'Changes of access',
    blocks:
      rows.length === 0
        ? [text('Nobody was given or lost access in this range.')]
        : [
            table(
              [
                ['When', 'time'],
                ['Who', 'text'],
                ['What', 'text'],
                ['Whom', 'text'],
                ['Result', 'text'],
                ['Reason', 'text'],
              ],
              rows,
              page.count,
            ),
          ],
  };
};

/** What is kept for how long, what is held, and what went. */
export const retention: ReportPart = async (source) => {
  const policy = await asOfEnd(source, retentionDecider, RETENTION_STREAM);
  const { standing } = await asOfEnd(source, holdsDecider, HOLDS_STREAM);
  const runs = (await within(source, 'domain.RetentionApplied')).map(({ recordedAt, data }) => ({
    at: recordedAt,
    ...(data as unknown as EventOf<typeof RetentionApplied>['data']),
  }));
  const items: Figure[] = [
    ...RETENTION_CLASSES.map((one): Figure => ({
      label: `Days that ${one} is kept`,
      value: policy[one],
      unit: 'count',
    })),
    { label: 'Legal holds that stand', value: standing.length, unit: 'count' },
    { label: 'Runs that removed something', value: runs.length, unit: 'count' },
  ];
  const rows = runs.flatMap(({ at, removed, held }) =>
    removed.map(({ streamClass, store, count, bytes, fromDay, toDay }) => [
      ...[formatTime(at), streamClass, store, `${fromDay} to ${toDay}`, count, bytes, held],
    ]),
  );
  return {
    heading: 'Retention',
    blocks: [
      { kind: 'figures', items },
      table(
        [
          ['When', 'time'],
          ['Class', 'text'],
          ['Store', 'text'],
          ['Days', 'text'],
          ['Removed', 'number'],
          ['Bytes', 'bytes'],
          ['Held', 'number'],
        ],
        rows.slice(0, LISTED),
        rows.length,
      ),
    ],
  };
};

/** What protects people and the log itself. */
export const safeguards: ReportPart = async (source) => {
  const { mode } = await asOfEnd(source, maskingDecider, PRIVACY_STREAM);
  const { required } = await asOfEnd(source, fourEyesDecider, FOUR_EYES_STREAM);
  return {
    heading: 'Safeguards',
    blocks: [
      {
        kind: 'figures',
        items: [
          { label: 'Masking of addresses', value: mode },
          { label: 'A second person confirms what is grave', value: required ? 'yes' : 'no' },
        ],
      },
    ],
  };
};

/** What was found when the history was checked. */
export const integrity: ReportPart = async (source) => {
  const checks = (await within(source, 'domain.HistoryVerified')).map(({ recordedAt, data }) => ({
    at: recordedAt,
    ...(data as unknown as EventOf<typeof HistoryVerified>['data']),
  }));
  const rows = checks.map(({ at, events, seals, faults }) => {
    const [fault] = faults;
    return [formatTime(at), events, seals, faults.length, fault ? `${fault.kind} at ${fault.position}` : 'intact'];
  });
  return {
    heading: 'Integrity',
    blocks:
      rows.length === 0
        ? [text('The history was not checked in this range. An auditor can have it checked on the page Audit.')]
        : [
            table(
              [
                ['When', 'time'],
                ['Events', 'number'],
                ['Seals', 'number'],
                ['Faults', 'number'],
                ['Finding', 'text'],
              ],
              rows.slice(-LISTED),
              rows.length,
            ),
          ],
  };
};
