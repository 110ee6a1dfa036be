import { userStream } from '@wireledger/domain';
import { type EventLog, type Position, type RecordedEvent, StreamNotFound } from '@wireledger/event-sourcing';

/** Events that say which further keys seal texts of a person: his tokens', and those of requests for a second person that name him. */
const TYPES = ['domain.TokenIssued', 'domain.ApprovalRequested', 'domain.ApprovalConfirmed', 'domain.ApprovalDeclined'];
const PAGE = 500;

/** Whose keys have to be destroyed so that nothing of a person can be read: his own, his tokens', and those of what was asked for about him. */
export async function erasureSubjects(
  log: Pick<EventLog, 'readAll' | 'readStream'>,
  user: string,
  name: string,
): Promise<string[]> {
  const subjects = new Set([`user:${user}`]);
  const invited = await firstOf(log, userStream(user));
  if (invited?.type === 'domain.UserInvited') subjects.add(`request:${invited.meta.$correlationId}`);
  for (let after: Position | 'start' = 'start', end = false; !end;) {
    const page = await log.readAll({ after, filter: { types: TYPES }, limit: PAGE });
    for (const event of page.events) {
      const subject = subjectOf(event, user, name);
      if (subject !== null) subjects.add(subject);
    }
    [after, end] = [page.next, page.end];
  }
  return [...subjects];
}

async function firstOf(log: Pick<EventLog, 'readStream'>, stream: string): Promise<RecordedEvent | undefined> {
  try {
    return (await log.readStream({ stream, limit: 1 })).events[0];
  } catch (error) {
    if (error instanceof StreamNotFound) return undefined;
    throw error;
  }
}

function subjectOf({ type, data }: RecordedEvent, user: string, name: string): string | null {
  const { token, owner, approval, what, reason } = data;
  if (type === 'domain.TokenIssued') return owner === user && typeof token === 'string' ? `token:${token}` : null;
  const said = [what, reason].filter((text) => typeof text === 'string');
  return typeof approval === 'string' && said.some((text) => namesHim(text, name)) ? `approval:${approval}` : null;
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
