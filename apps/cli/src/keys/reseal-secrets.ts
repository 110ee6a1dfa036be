import { randomUUID } from 'node:crypto';

import {
  type Acted,
  channelDecider,
  channelStream,
  feedDecider,
  feedStream,
  reputationKeyDecider,
  reputationKeyStream,
} from '@wireledger/domain';
import { type EventLog, handleCommand, loadStream, type Position } from '@wireledger/event-sourcing';
import { type ChannelTarget, keyedService, type KeyedService } from '@wireledger/events';
import type { NotifyKeys } from '@wireledger/notify';

const BY = 'system:host';
const PAGE = 500;

/** A secret that opens with no key that there is: it has to be entered anew before the key is replaced. */
export class UnreadableSecret extends Error {
  constructor(what: string) {
    super(
      `the secret of ${what} was sealed with a key that is not there. Enter it again in the console or remove it; then replace the key.`,
    );
    this.name = 'UnreadableSecret';
  }
}

/**
 * Seals every secret of channels, feeds and services outside that is in force with the next key, as changes of them in the log, for that cannot be written anew. Secrets of
 * webhooks, which are made from the key, are kept sealed from then on, so that their receivers notice nothing. What the next key opens is left as it
 * is: killed anywhere, the next call goes on. Answers how many secrets are in force.
 * @param log read without opening texts of people: none of it is needed
 * @param from opens what either of the two sealed
 * @throws UnreadableSecret before anything is lost; CommandConflict when the system runs and changes one
 */
export async function resealSecrets(
  log: EventLog,
  from: NotifyKeys,
  to: NotifyKeys,
  nowUs: () => number,
): Promise<number> {
  let count = 0;
  for (const id of await idsOf(log, 'domain.ChannelDefined', 'channel'))
    count += await resealChannel(log, id, from, to, nowUs());
  for (const id of await idsOf(log, 'domain.FeedChanged', 'list'))
    count += await resealFeed(log, id, from, to, nowUs());
  for (const service of keyedService.options) count += await resealReputationKey(log, service, from, to, nowUs());
  return count;
}

async function idsOf(log: EventLog, type: string, field: string): Promise<readonly string[]> {
  const ids = new Set<string>();
  for (let after: Position | 'start' = 'start', end = false; !end;) {
    const page = await log.readAll({ after, filter: { types: [type] }, limit: PAGE });
    for (const { data } of page.events) if (typeof data[field] === 'string') ids.add(data[field]);
    [after, end] = [page.next, page.end];
  }
  return [...ids];
}

async function resealChannel(log: EventLog, id: string, from: NotifyKeys, to: NotifyKeys, at: number): Promise<0 | 1> {
  const { state } = await loadStream(log, channelDecider, channelStream(id));
  if (!state || state.removed) return 0;
  const { name, target } = state.definition;
  if (target.kind !== 'webhook' && target.kind !== 'slack') return 0;
  if (target.sealed !== undefined && to.open(id, target.sealed) !== null) return 1;
  const secret = target.kind === 'webhook' ? from.secretOf(id, target) : from.open(id, target.sealed);
  if (secret === null) throw new UnreadableSecret(`channel ${name}`);
  const sealed: ChannelTarget = { ...target, sealed: to.seal(id, secret) };
  const definition = { ...state.definition, target: sealed };
  const acted = act(at);
  const command = { type: 'define', id, definition, seen: state.revision, ...acted } as const;
  await handleCommand(log, channelDecider, channelStream(id), command, contextOf(acted));
  return 1;
}

async function resealFeed(log: EventLog, list: string, from: NotifyKeys, to: NotifyKeys, at: number): Promise<0 | 1> {
  const stream = feedStream(list);
  const { state } = await loadStream(log, feedDecider, stream);
  const header = state?.feed?.header;
  if (!state?.feed || !header) return 0;
  if (to.open(stream, header.sealed) !== null) return 1;
  const secret = from.open(stream, header.sealed);
  if (secret === null) throw new UnreadableSecret(`the source of list ${list}`);
  const feed = { ...state.feed, header: { ...header, sealed: to.seal(stream, secret) } };
  const acted = act(at);
  await handleCommand(
    log,
    feedDecider,
    stream,
    { type: 'set', list, feed, seen: state.revision, ...acted },
    contextOf(acted),
  );
  return 1;
}

async function resealReputationKey(
  log: EventLog,
  service: KeyedService,
  from: NotifyKeys,
  to: NotifyKeys,
  at: number,
): Promise<0 | 1> {
  const stream = reputationKeyStream(service);
  const { state } = await loadStream(log, reputationKeyDecider, stream);
  if (!state?.key) return 0;
  if (to.open(stream, state.key.sealed) !== null) return 1;
  const secret = from.open(stream, state.key.sealed);
  if (secret === null) throw new UnreadableSecret(`service ${service}`);
  const acted = act(at);
  const key = { ...state.key, sealed: to.seal(stream, secret) };
  const command = { type: 'set', service, key, seen: state.revision, ...acted } as const;
  await handleCommand(log, reputationKeyDecider, stream, command, contextOf(acted));
  return 1;
}

const act = (at: number): Acted => ({ by: BY, at, command: randomUUID() });
const contextOf = ({ at, command }: Acted) => ({ actor: BY, correlationId: command, causationId: command, at });
