import { userStream } from '@wireledger/domain';
import {
  addressSubject,
  type EventLog,
  type Position,
  type RecordedEvent,
  StreamNotFound,
  valueAt,
} from '@wireledger/event-sourcing';

/** Requests for a second person, which may name somebody. */
const APPROVALS = ['domain.ApprovalRequested', 'domain.ApprovalConfirmed', 'domain.ApprovalDeclined'];
/** Events with e-mail addresses that messages go to. */
const ADDRESSED = [
  ...['domain.ChannelDefined', 'domain.EscalationStepReached'],
  ...['domain.NotificationRequested', 'domain.NotificationBundled', 'domain.ReportScheduleDefined'],
];
const PAGE = 500;

type Log = Pick<EventLog, 'readAll' | 'readStream'>;

async function* eventsOf(log: Log, types: readonly string[]): AsyncGenerator<RecordedEvent, void, void> {
  for (let after: Position | 'start' = 'start', end = false; !end;) {
    const page = await log.readAll({ after, filter: { types }, limit: PAGE });
    yield* page.events;
    [after, end] = [page.next, page.end];
  }
}

/**
 * Whose keys have to be destroyed so that nothing of a person can be read: his own, his tokens', those of what was asked for about him, and those of
 * e-mail addresses that his name is.
 */
export async function erasureSubjects(log: Log, user: string, name: string): Promise<string[]> {
  const subjects = new Set([`user:${user}`]);
  const invited = await firstOf(log, userStream(user));
  if (invited?.type === 'domain.UserInvited') subjects.add(`request:${invited.meta.$correlationId}`);
  const types = ['domain.TokenIssued', ...APPROVALS, ...(name.includes('@') ? ADDRESSED : [])];
  for await (const event of eventsOf(log, types)) {
    const subject = subjectOf(event, user, name);
    if (subject !== null) subjects.add(subject);
    for (const one of addressesIn(event, (address) => namesHim(name, address))) subjects.add(one);
  }
  return [...subjects];
}

/**
 * Whose keys have to be destroyed so that an e-mail address cannot be read: its own, and those of requests for a second person that name it. Without
 * one of its own no message was ever to go there, or it was erased before.
 */
export async function addressErasureSubjects(log: Log, address: string): Promise<string[]> {
  const wanted = addressSubject(address);
  const subjects = new Set<string>();
  for await (const event of eventsOf(log, [...APPROVALS, ...ADDRESSED])) {
    for (const one of addressesIn(event, (found) => addressSubject(found) === wanted)) subjects.add(one);
    const asked = approvalNaming(event, address);
    if (asked !== null) subjects.add(asked);
  }
  return [...subjects];
}

/** Subjects of the addresses of an event that are meant. */
function addressesIn({ data, owners = {} }: RecordedEvent, isMeant: (address: string) => boolean): string[] {
  return Object.entries(owners).flatMap(([path, subjects]) => {
    const own = subjects.filter((subject) => subject.startsWith('address:'));
    const value = own.length > 0 ? valueAt(data, path) : null;
    return typeof value === 'string' && isMeant(value) ? own : [];
  });
}

async function firstOf(log: Pick<EventLog, 'readStream'>, stream: string): Promise<RecordedEvent | undefined> {
  try {
    return (await log.readStream({ stream, limit: 1 })).events[0];
  } catch (error) {
    if (error instanceof StreamNotFound) return undefined;
    throw error;
  }
}

function subjectOf(event: RecordedEvent, user: string, name: string): string | null {
  const { token, owner } = event.data;
  if (event.type === 'domain.TokenIssued') return owner === user && typeof token === 'string' ? `token:${token}` : null;
  return approvalNaming(event, name);
}

/** The request for a second person that an event is about, when its words have the name in them. */
function approvalNaming({ type, data }: RecordedEvent, name: string): string | null {
  const { approval, what, reason } = data;
  if (!APPROVALS.includes(type) || typeof approval !== 'string') return null;
  const said = [what, reason].filter((text) => typeof text === 'string');
  return said.some((text) => namesHim(text, name)) ? `approval:${approval}` : null;
}

const keyOf = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');
const IN_WORD = /[\p{L}\p{N}]/u;

/** Whether a text has the name in it as a word of its own, without regard to case and kinds of space. */
export function namesHim(text: string, name: string): boolean {
  const [within, part] = [keyOf(text), keyOf(name)];
  for (let at = within.indexOf(part); at >= 0; at = within.indexOf(part, at + 1)) {
    const [before, after] = [within[at - 1] ?? '', within[at + part.length] ?? ''];
    if (!IN_WORD.test(before) && !IN_WORD.test(after)) return true;
  }
  return false;
}
