import { createHmac, randomBytes } from 'node:crypto';
import {
  addressErasureDecider,
  alertDecider,
  approvalDecider,
  channelDecider,
  type CustomRole,
  type CustomRoles,
  deliveryDecider,
  DEMO_STREAM,
  feedDecider,
  demoDecider,
  FOUR_EYES_STREAM,
  fourEyesDecider,
  listDecider,
  maskingDecider,
  policyDecider,
  holdsDecider,
  PACKET_STORAGE_STREAM,
  packetStorageDecider,
  PRIVACY_STREAM,
  RETENTION_STREAM,
  type RoleEvent,
  SECURITY_STREAM,
  securityDecider,
  valuesOf,
  reportDecider,
  reputationKeyDecider,
  reportScheduleDecider,
  readRecipients,
  retentionDecider,
  remoteSensorDecider,
  ruleDecider,
  storedCaptureDecider,
  rolesDecider,
  savedFilterDecider,
  suppressionDecider,
  tallyOf,
  tokenDecider,
  userDecider,
} from '@wireledger/domain';
import type { ChannelTarget, Rota } from '@wireledger/events';

/** How a stream is folded, and what of its state an audit shows. */
export interface Shown {
  readonly initial: unknown;
  readonly evolve: (state: never, event: never) => unknown;
  /** Never a secret, never a person's name or address. */
  readonly fields: (state: never) => object;
}

const shown = <State, Event>(
  decider: { readonly initial: State; readonly evolve: (state: State, event: Event) => State },
  fields: (state: NonNullable<State>) => object,
): Shown => ({ ...decider, fields });

const flat = (prefix: string, value: object | undefined): object =>
  Object.fromEntries(Object.entries(value ?? {}).map(([key, inner]) => [`${prefix}.${key}`, inner as unknown]));

/** Of this process, and kept nowhere: a mark that anybody could make again would prove a guess, also when the text itself was erased. */
const MARKS = randomBytes(32);

/** Tells one text from another without telling it: before and after of one act are compared, and nothing beyond. */
const mark = (text: string): string => `#${createHmac('sha256', MARKS).update(text).digest('hex').slice(0, 8)}`;

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '');
/** Nothing of it but whether it is another one: the domain of an address may be its owner's name. The event that defined the channel has it, as long as it is not erased. */
const shownAddress = (address: string): string => mark(address.toLowerCase());
const shownStandIn = ({ from, to, recipient }: Rota['standIns'][number]): string =>
  `${from} to ${to} ${shownAddress(recipient)}`;

/** Where a channel leads, as an audit shows it: which host, and whether it is still the same address; people and secret addresses are not named. */
function shownTarget(target: ChannelTarget): object {
  switch (target.kind) {
    case 'email':
      return {
        kind: 'email',
        recipients: target.recipients.map(shownAddress),
        ...flat('rota', target.rota && { ...target.rota, standIns: target.rota.standIns.map(shownStandIn) }),
      };
    case 'webhook': {
      return { kind: 'webhook', url: `${hostOf(target.url)} ${mark(target.url)}`, generation: target.generation };
    }
    case 'slack':
      return { kind: 'slack', url: `${target.host} ${mark(target.sealed)}` };
    case 'syslog': {
      const { protocol, host } = URL.canParse(target.url) ? new URL(target.url) : { protocol: '', host: '' };
      return { kind: 'syslog', url: `${protocol}//${host} ${mark(target.url)}` };
    }
  }
}

/** The custom roles, and those that were removed: what an act did to one shows as a field of its own. */
const rolesWithGone = {
  initial: { roles: rolesDecider.initial, gone: [] as readonly string[] },
  evolve: ({ roles, gone }: { roles: CustomRoles; gone: readonly string[] }, event: RoleEvent) => ({
    roles: rolesDecider.evolve(roles, event),
    gone: event.type === 'domain.RoleRemoved' ? [...gone, event.data.role] : gone,
  }),
};
const shownRole = ({ name, base, without }: CustomRole): string => `${name} (${base} without ${without.join(', ')})`;

/** By stream, or by category: the text of its name before its first hyphen. */
export const SHOWN: Readonly<Record<string, Shown>> = {
  alert: shown(alertDecider, ({ version, triage: { closing, ...triage } }) => ({
    ...triage,
    closeReason: closing?.reason ?? null,
    mergedInto: closing?.into ?? null,
    acts: version,
  })),
  rule: shown(ruleDecider, ({ versions, published, disabled, cases, tested }) => ({
    published,
    disabled,
    versions: versions.length,
    cases: cases.map(({ name, expects }) => `${name} (${expects})`),
    tested: tested && { version: tested.version, ...tallyOf(tested.results) },
    ...flat('definition', versions.at(-1)),
  })),
  // Which provider he signs in by, and not as whom.
  user: shown(userDecider, ({ id: _id, name: _name, erasedSubjects: _subjects, factor, identity, ...fields }) => ({
    ...{ ...fields, identity: identity?.issuer ?? null, passwordReset: fields.passwordReset?.until ?? null },
    ...flat('factor', factor),
  })),
  // Not whose: how many keys.
  erasure: shown(addressErasureDecider, ({ state, subjects }) => ({ state, keys: subjects.length })),
  approval: shown(approvalDecider, ({ state, until, second }) => ({ state, until, second })),
  token: shown(tokenDecider, ({ id: _id, name: _name, ...fields }) => fields),
  sensorkey: shown(remoteSensorDecider, ({ key, invitation, revoked }) => ({
    ...{ revoked, key: key?.id ?? null, codeUntil: invitation?.expiresAt ?? null },
  })),
  channel: shown(channelDecider, ({ removed, definition: { target, ...definition } }) => ({
    removed,
    ...flat('definition', definition),
    ...flat('target', shownTarget(target)),
  })),
  // Neither what a person called it nor who gave it.
  pcap: shown(storedCaptureDecider, ({ deleted, import: state, facts }) => ({
    ...{ deleted, import: state },
    ...{ packets: facts.packets, sizeBytes: facts.sizeBytes },
  })),
  // Words of people are marked: they stand in the log under the key of whoever wrote them, and would outlive it here.
  savedfilter: shown(savedFilterDecider, ({ removed, definition }) => ({
    removed,
    ...flat('definition', { ...definition, name: mark(definition.name) }),
  })),
  report: shown(reportDecider, ({ standing, shared }) => ({ standing, shared })),
  reportschedule: shown(reportScheduleDecider, ({ removed, definition: { name, recipients, ...definition } }) => ({
    removed,
    ...flat('definition', {
      ...definition,
      name: mark(name),
      recipients: readRecipients(recipients).map(shownAddress),
    }),
  })),
  suppression: shown(suppressionDecider, ({ removed, definition }) => ({
    removed,
    ...flat('definition', { ...definition, reason: mark(definition.reason) }),
  })),
  list: shown(listDecider, ({ definition, inForce, paused, versions, entries }) => ({
    ...{ version: inForce, paused, versions: versions.length, entries: versions[(inForce ?? 0) - 1]?.content.entries },
    ...{ byHand: entries.map(({ value }) => mark(value)), ...flat('definition', definition) },
  })),
  reputation: shown(reputationKeyDecider, ({ key }) => ({ key: key && `…${key.last} ${mark(key.sealed)}` })),
  feed: shown(feedDecider, ({ feed, askedAt }) => ({
    ...{ url: feed && `${hostOf(feed.url)} ${mark(feed.url)}`, asked: askedAt !== null },
    ...{ format: feed?.format ?? null, everyS: feed?.everyS ?? null },
    header: feed?.header ? `${feed.header.name} ${mark(feed.header.sealed)}` : null,
  })),
  policy: shown(policyDecider, ({ removed, definition }) => ({ removed, ...flat('definition', definition) })),
  notification: shown(deliveryDecider, ({ state, attempts }) => ({ state, attempts })),
  [DEMO_STREAM]: shown(demoDecider, (state) => state),
  [FOUR_EYES_STREAM]: shown(fourEyesDecider, (state) => state),
  [PRIVACY_STREAM]: shown(maskingDecider, ({ mode }) => ({ mode })),
  [PACKET_STORAGE_STREAM]: shown(packetStorageDecider, (state) => state),
  [RETENTION_STREAM]: shown(retentionDecider, (state) => state),
  role: shown(rolesWithGone, ({ roles, gone }) =>
    Object.fromEntries<string | null>([
      ...[...roles.values()].map((role) => [`role.${role.id}`, shownRole(role)] as const),
      ...gone.map((id) => [`role.${id}`, null] as const),
    ]),
  ),
  [SECURITY_STREAM]: shown(securityDecider, (state) => valuesOf(state)),
  // Neither why nor about whom.
  hold: shown(holdsDecider, ({ standing }) => ({ holds: standing.length })),
  setting: shown(
    { initial: {}, evolve: (state: object, { data }: { data: { after: object } }) => ({ ...state, ...data.after }) },
    (state) => state,
  ),
};
