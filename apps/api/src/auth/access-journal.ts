import { randomUUID } from 'node:crypto';
import {
  AddressesRevealed,
  DataAccessed,
  ProviderVouched,
  SessionEnded,
  SignedIn,
  SignInRefused,
  StepUpGranted,
  StepUpRefused,
} from '@wireledger/events';
import { type DomainEvent, type EventLog, offer, type Position } from '@wireledger/event-sourcing';
import type { FactorMethod, Logger, StepUp } from '@wireledger/platform';

import type { Refusal } from './guessing-watch';

/** Where a request came from. */
export interface Origin {
  readonly ip: string;
  readonly agent: string;
  readonly requestId: string;
}

const FLUSH_MS = 60_000;
type EndReason = 'signOut' | 'reuse' | 'limit' | 'idle' | 'expired' | 'revoked' | 'password' | 'mfa' | 'identity';
type RefusalReason = 'password' | 'disabled' | 'tooManyAttempts' | 'code';

/** An origin as it is kept: cut. */
export const brief = ({ ip, agent }: Origin) => ({ ip: ip.slice(0, 64), agent: agent.slice(0, 200) });

/** Writes sign-ins, step-ups, refusals, ends of sessions and downloads to `access-api.<day>`. Unknown names are counted, one event a minute at most. */
export class AccessJournal {
  private unknownTries = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly log: EventLog,
    private readonly clock: () => number,
    private readonly logger: Pick<Logger, 'error'>,
    /** Hears of each sign-in that was refused. */
    private readonly onRefused: (refusal: Refusal) => void = () => undefined,
    private readonly flushMs = FLUSH_MS,
  ) {}

  /** `method`: how he proved himself beside the password; null = not at all. */
  async signedIn(user: string, session: string, method: FactorMethod | null, origin: Origin): Promise<void> {
    const event = SignedIn.create({ user, session, mfa: method ?? 'none', origin: brief(origin) });
    await this.append(event, `user:${user}`, origin.requestId);
  }

  /** The provider says who he is; `factor`: also that he gave a second factor there, which counts. */
  async vouched(user: string, issuer: string, factor: boolean, origin: Origin): Promise<void> {
    const event = ProviderVouched.create({ user, issuer, factor, origin: brief(origin) });
    await this.append(event, `user:${user}`, origin.requestId);
  }

  /** Somebody came back from the provider and was not let in. `why`: the code of the refusal; `user` null unless the identity is somebody's. */
  providerRefused(user: string | null, why: string, origin: Origin): void {
    const said = { user, reason: 'provider', why: why.slice(0, 40), count: 1, origin: brief(origin) } as const;
    this.later(this.append(SignInRefused.create(said), 'system:api', origin.requestId));
  }

  /** A session may do what a permission covers, for a reason. */
  async steppedUp(user: string, { session, permission, method, reason }: StepUp, origin: Origin): Promise<void> {
    const said = { user, session, permission, method, reason, origin: brief(origin) };
    await this.append(StepUpGranted.create(said), `user:${user}`, origin.requestId);
  }

  /** Masked addresses are shown to a session until then, µs since 1970 UTC; in the past = no longer. Where that stands in the log. */
  async revealed(
    user: string,
    said: { readonly session: string; readonly until: number; readonly reason: string },
    requestId: string,
  ): Promise<Position> {
    return this.append(AddressesRevealed.create({ user, ...said }), `user:${user}`, requestId);
  }

  async stepUpRefused(
    user: string,
    asked: { readonly session: string; readonly permission: string },
    why: 'code' | 'tooManyAttempts' | 'provider',
    origin: Origin,
  ): Promise<void> {
    const said = { user, session: asked.session, permission: asked.permission, why, origin: brief(origin) };
    await this.append(StepUpRefused.create(said), `user:${user}`, origin.requestId);
  }

  async sessionEnded(user: string, session: string, reason: EndReason, requestId: string): Promise<void> {
    await this.append(SessionEnded.create({ user, session, reason }), `user:${user}`, requestId);
  }

  /** Somebody else ended the session, or changed what its user may do. */
  async sessionEndedBy(
    actor: string,
    ended: { readonly user: string; readonly session: string; readonly said: string },
    requestId: string,
  ): Promise<void> {
    await this.append(SessionEnded.create({ ...ended, reason: 'administrator' }), actor, requestId);
  }

  /** Data leaves the system: `what` names it, `reason` how. */
  async accessed(actor: string, what: string, reason: string, requestId: string): Promise<void> {
    await this.append(DataAccessed.create({ what, reason }), actor, requestId);
  }

  /** Does not wait for the log: the answer's time must not tell whether a name exists. */
  refused(user: string, reason: RefusalReason, origin: Origin): void {
    const event = SignInRefused.create({ user, reason, count: 1, origin: brief(origin) });
    this.later(this.append(event, 'system:api', origin.requestId));
    this.onRefused({ user, ip: origin.ip });
  }

  refusedUnknown({ ip }: Origin): void {
    this.unknownTries++;
    this.onRefused({ user: null, ip });
    this.timer ??= setTimeout(() => this.later(this.flush()), this.flushMs).unref();
  }

  /** Writes what is counted so far. */
  async flush(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const count = this.unknownTries;
    this.unknownTries = 0;
    if (count === 0) return;
    await this.append(
      SignInRefused.create({ user: null, reason: 'unknown', count, origin: null }),
      'system:api',
      randomUUID(),
    );
  }

  private later(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.logger.error({ err: error }, 'a sign-in event was not written'));
  }

  private async append(event: DomainEvent, actor: string, correlationId: string): Promise<Position> {
    const now = this.clock();
    const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
    const context = { actor, correlationId, causationId: correlationId, at: now * 1000 };
    const [result] = await this.log.append([
      { stream: `access-api.${day}`, expected: 'any', appendId: randomUUID(), events: [offer(event, context)] },
    ]);
    if (result?.status !== 'ok') throw new Error(`access event was not taken: ${result?.status}`);
    return result.position;
  }
}
