import { createHash, randomUUID } from 'node:crypto';
import { can, type Permission, PERMISSIONS, type Subject, wantsSecondPerson } from '@wireledger/access';
import {
  type Approval,
  type ApprovalCommand,
  approvalDecider,
  approvalStream,
  FOUR_EYES_STREAM,
  fourEyesDecider,
  mayAct,
} from '@wireledger/domain';
import { CommandConflict, type EventLog, handleCommand } from '@wireledger/event-sourcing';
import { DomainError, formatTime } from '@wireledger/kernel';

import type { StepUp } from '../access/step-up';
import { subjectOf, type Viewer } from '../access/viewer';
import type { UserDirectory } from '../auth/user-directory';
import type { ApprovalDirectory } from './approval-directory';
import type { ExpiryRecord } from './expiry-record';

/** Open requests of one person; of all of them together four times as many. */
const MOST_OPEN = 25;
const MOST_TOLD = 4000;

/** An act that the matrix marks `2`, before it begins. */
export interface Intent {
  readonly operation: string;
  readonly permission: Permission;
  readonly args: Readonly<Record<string, unknown>>;
  readonly reason: string;
  readonly requestId: string;
}

export interface FourEyesDeps {
  readonly log: EventLog;
  readonly directory: ApprovalDirectory;
  readonly users: Pick<UserDirectory, 'all' | 'subjectOf'>;
  readonly stepUp: Pick<StepUp, 'proofOf'>;
  readonly record: ExpiryRecord;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

type Person = Extract<Viewer, { is: 'session' }>;

/** Why, on which state and under which idempotency key somebody acts: not part of what is confirmed. */
const BESIDE: ReadonlySet<string> = new Set(['reason', 'seen', 'key']);

/**
 * The four-eyes policy. While it is on, an act that the matrix marks `2` is put off until a second person who may do the same has confirmed it; then
 * whoever asked does it again, once, with the same arguments. Nobody confirms his own; where nobody else could, nothing is done.
 */
export class FourEyes {
  constructor(private readonly deps: FourEyesDeps) {}

  get required(): boolean {
    return this.deps.directory.required;
  }

  /**
   * Lets an act begin, and spends its confirmation.
   * @throws DomainError APPROVAL_REQUIRED with the request's id while nobody has confirmed; APPROVAL_IMPOSSIBLE, LIMIT_EXCEEDED
   */
  async pass(viewer: Viewer, intent: Intent): Promise<void> {
    const { directory } = this.deps;
    if (!directory.required) return;
    const person = personOf(viewer);
    const { digest, what } = described(intent);
    const now = this.now();
    const own = directory.all().filter(({ by, until }) => by === person.user && until > now);
    const found = own.find((request) => request.digest === digest);
    if (found?.state === 'confirmed') {
      await this.tell(found.id, { type: 'use', by: person.user, digest, now }, person, intent.requestId);
      return;
    }
    const { operation, permission, reason, requestId } = intent;
    if (found) throw put(found);
    if (!this.others(person.user, permission))
      throw new DomainError(
        'APPROVAL_IMPOSSIBLE',
        'A second person has to confirm this, and there is nobody else who may. Make another administrator on the host: npx wireledger user bootstrap',
        { permission },
      );
    if (own.length >= MOST_OPEN || directory.all().length >= 4 * MOST_OPEN)
      throw new DomainError('LIMIT_EXCEEDED', 'Too many requests wait for a second person. Have some decided first.');
    const approval = randomUUID();
    const asked = { approval, by: person.user, operation, permission, what, digest, reason, now } as const;
    throw put(await this.tell(approval, { type: 'request', ...asked }, person, requestId));
  }

  /** Open requests that the viewer asked for or may decide on, oldest first. */
  visible(viewer: Viewer): Approval[] {
    const now = this.now();
    return this.deps.directory
      .all()
      .filter((request) => request.until > now && (isOf(request, viewer) || this.mayDecide(viewer, request)));
  }

  mayConfirm(viewer: Viewer, request: Approval): boolean {
    return request.state === 'pending' && !isOf(request, viewer) && this.mayDecide(viewer, request);
  }

  /** @throws DomainError NOT_FOUND, OWN_REQUEST, APPROVAL_OVER, STEP_UP_REQUIRED with the permission, TEXT_NEEDED, TEXT_INVALID */
  async confirm(viewer: Viewer, id: string, reason: string, requestId: string): Promise<Approval> {
    const { person, request } = this.seen(viewer, id);
    const { permission } = request;
    if (!isOf(request, viewer) && !(await this.deps.stepUp.proofOf(viewer, permission as Permission)))
      throw new DomainError('STEP_UP_REQUIRED', 'This needs a code of your second factor, and a reason.', {
        permission,
      });
    return this.tell(id, { type: 'confirm', by: person.user, reason, now: this.now() }, person, requestId);
  }

  /** Says no, or takes back what one has asked for. @throws DomainError NOT_FOUND, APPROVAL_OVER, TEXT_NEEDED, TEXT_INVALID */
  async decline(viewer: Viewer, id: string, reason: string, requestId: string): Promise<Approval> {
    const { person } = this.seen(viewer, id);
    return this.tell(id, { type: 'decline', by: person.user, reason, now: this.now() }, person, requestId);
  }

  /** Turns the policy. @throws DomainError FOUR_EYES_ALONE when nobody but this person could ever confirm */
  async require(viewer: Viewer, required: boolean, requestId: string): Promise<void> {
    const person = personOf(viewer);
    if (required && !this.others(person.user, 'security.write'))
      throw new DomainError(
        'FOUR_EYES_ALONE',
        'You are the only one who could confirm anything. Invite a second administrator first.',
      );
    const command = { type: 'require', required } as const;
    await handleCommand(this.deps.log, fourEyesDecider, FOUR_EYES_STREAM, command, this.context(person, requestId));
    this.deps.directory.turn(required);
  }

  /** Ends what is too old; each one is an event and a row of the audit trail, written by one of all API processes. */
  async expire(): Promise<void> {
    const { log, directory, record } = this.deps;
    const now = this.now();
    for (const { id, until } of directory.all()) {
      if (until > now) continue;
      const context = { actor: 'system:api', correlationId: id, causationId: id, at: now };
      const stream = approvalStream(id);
      const done = await handleCommand(log, approvalDecider, stream, { type: 'expire', now }, context);
      directory.keep(done.state, done.revision);
      if (done.appended > 0 && done.state) await record.tell(done.state, Number(done.revision));
    }
  }

  /** A request as the viewer may see it. @throws DomainError NOT_FOUND, also for those that he may not see */
  private seen(viewer: Viewer, id: string): { readonly person: Person; readonly request: Approval } {
    const request = this.deps.directory.open(id.toLowerCase());
    if (viewer.is !== 'session' || !request || !(isOf(request, viewer) || this.mayDecide(viewer, request)))
      throw new DomainError('NOT_FOUND', 'There is no such request. Load the list again.');
    return { person: viewer, request };
  }

  private mayDecide(viewer: Viewer, { permission }: Approval): boolean {
    const known = PERMISSIONS.find((one) => one === permission);
    return viewer.is === 'session' && known !== undefined && isOfTwo(subjectOf(viewer), known);
  }

  /** Whether anybody but this user could confirm. */
  private others(user: string, permission: Permission): boolean {
    const { users } = this.deps;
    return users
      .all()
      .some((other) => other.id !== user && mayAct(other) && isOfTwo(users.subjectOf(other), permission));
  }

  private async tell(id: string, command: ApprovalCommand, person: Person, requestId: string): Promise<Approval> {
    const context = this.context(person, requestId);
    try {
      const { state, revision } = await handleCommand(
        this.deps.log,
        approvalDecider,
        approvalStream(id),
        command,
        context,
      );
      this.deps.directory.keep(state, revision);
      return state as Approval;
    } catch (error) {
      if (error instanceof CommandConflict)
        throw new DomainError('BUSY', 'Others decide on this request right now. Load the list again.');
      throw error;
    }
  }

  private context({ user }: Person, requestId: string) {
    return { actor: `user:${user}`, correlationId: requestId, causationId: requestId, at: this.now() };
  }

  /** µs since 1970 UTC. */
  private now(): number {
    return this.deps.clock() * 1000;
  }
}

const isOf = ({ by }: Approval, viewer: Viewer): boolean => viewer.is === 'session' && viewer.user === by;

const isOfTwo = (subject: Subject, permission: Permission): boolean =>
  can(subject, permission) === 'stepUp' && wantsSecondPerson(subject, permission);

/** @throws DomainError NOT_A_PERSON */
function personOf(viewer: Viewer): Person {
  if (viewer.is === 'session') return viewer;
  throw new DomainError('NOT_A_PERSON', 'Only people do this: sign in for that.');
}

const put = ({ id, until, permission }: Approval): DomainError =>
  new DomainError(
    'APPROVAL_REQUIRED',
    'A second person has to confirm this: it is asked for in Settings → Approvals. Send it again, the same way, once it is confirmed.',
    { approval: id, until: formatTime(until), permission },
  );

/** What is confirmed: the operation with its arguments, names of fields in order. */
function described({ operation, args }: Intent): { readonly digest: string; readonly what: string } {
  const kept = Object.fromEntries(
    Object.entries(args).filter(([name, value]) => !BESIDE.has(name) && value !== null && value !== undefined),
  );
  const what = canonical(kept);
  const digest = createHash('sha256').update(`${operation}\n${what}`).digest('hex');
  return { digest, what: what.length <= MOST_TOLD ? what : `${what.slice(0, MOST_TOLD - 1)}…` };
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value as Readonly<Record<string, unknown>>).filter(([, inner]) => inner !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`)
    .join(',')}}`;
}
