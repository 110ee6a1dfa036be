import { randomUUID } from 'node:crypto';

import {
  type AddressErasure,
  addressErasureDecider,
  type AddressErasureCommand,
  erasureStream,
} from '@wireledger/domain';
import {
  type EventLog,
  type EventOf,
  handleCommand,
  KEYS_FRESH_MS,
  type Position,
  type RecordedEvent,
  type SubjectKeys,
} from '@wireledger/event-sourcing';
import { type AddressErased, erasedAddressLabel } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';
import type { Logger } from '@wireledger/platform';
import { z } from 'zod';

import type { Deed } from '../people/people-log';
import type { ReportsPort } from '../reports/report-desk';
import { addressErasureSubjects } from './erasure-subjects';

/** Types of events that {@link AddressErasures} folds. */
export const ADDRESS_ERASURE_TYPES = ['domain.AddressErased', 'domain.AddressErasureCompleted'] as const;

interface Deps {
  readonly log: EventLog;
  readonly keys: Pick<SubjectKeys, 'destroy'>;
  readonly reports: Pick<ReportsPort['store'], 'forgetRecipient'>;
  readonly logger: Pick<Logger, 'warn'>;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/** An erasure that was begun, and what is read in the place of the address from now on. */
export interface ErasedAddress {
  readonly position: Position | 'start';
  readonly id: string;
  readonly label: string;
}

const address = z.email().max(254);
type Begun = Pick<AddressErasure, 'erasure' | 'subjects'>;

/**
 * Forgets e-mail addresses that messages went to, and that belong to no user. As with people the event that says so comes first, the keys go behind
 * it, and a second event tells when no process can have one in mind any more; whatever dies in between, `resume` carries it on. Rows of reports have the
 * address in clear, so they are seen to before: what carries on knows marks alone.
 */
export class AddressErasures {
  private readonly begun = new Map<string, Begun>();
  /** When this process destroyed the keys of which erasure, ms. */
  private readonly destroyed = new Map<string, number>();
  private resuming: Promise<void> = Promise.resolve();

  constructor(private readonly deps: Deps) {}

  /** Folds an event; one that was folded before changes nothing. */
  apply({ type, data }: RecordedEvent): void {
    const erasure = data as unknown as EventOf<typeof AddressErased>['data'];
    if (type === 'domain.AddressErased') this.begun.set(erasure.erasure, erasure);
    else if (type === 'domain.AddressErasureCompleted') this.begun.delete(erasure.erasure);
  }

  /** @throws DomainError BAD_USER_INPUT, ADDRESS_UNKNOWN when no channel and no schedule has or had it, BUSY */
  async erase(text: string, deed: Pick<Deed, 'actor' | 'requestId'>): Promise<ErasedAddress> {
    const { data: wanted } = address.safeParse(text.trim());
    if (wanted === undefined)
      throw new DomainError('BAD_USER_INPUT', 'This is no e-mail address. Write it like ada@example.org.');
    const subjects = await addressErasureSubjects(this.deps.log, wanted);
    if (!subjects.some((subject) => subject.startsWith('address:')))
      throw new DomainError(
        'ADDRESS_UNKNOWN',
        'No channel and no schedule of reports has or had this address, or it was erased already.',
      );
    const begun = { erasure: randomUUID(), subjects };
    const label = erasedAddressLabel(begun.erasure);
    await this.deps.reports.forgetRecipient(wanted, label);
    const position = await this.tell(begun.erasure, { type: 'begin', ...begun }, deed);
    this.begun.set(begun.erasure, begun);
    await this.carryOut(begun);
    // Of a turn that was taken in between.
    await this.deps.reports.forgetRecipient(wanted, label);
    return { position, id: begun.erasure, label };
  }

  /** Goes on with whatever was begun, by this process or another one: now and then. One failure does not hold the others up. */
  resume(): Promise<void> {
    this.resuming = this.resuming.then(async () => {
      for (const one of [...this.begun.values()])
        await this.goOn(one).catch((err: unknown) =>
          this.deps.logger.warn({ err, erasure: one.erasure }, 'an erasure could not go on; it is tried again'),
        );
    });
    return this.resuming;
  }

  private async goOn(one: Begun): Promise<void> {
    const at = this.destroyed.get(one.erasure);
    if (at === undefined) return this.carryOut(one);
    if (this.deps.clock() - at < KEYS_FRESH_MS) return;
    await this.tell(one.erasure, { type: 'complete' }, { actor: 'system:api', requestId: one.erasure });
    this.begun.delete(one.erasure);
    this.destroyed.delete(one.erasure);
  }

  private async carryOut({ erasure, subjects }: Begun): Promise<void> {
    await this.deps.keys.destroy(subjects, erasedAddressLabel(erasure));
    this.destroyed.set(erasure, this.deps.clock());
  }

  private async tell(
    id: string,
    command: AddressErasureCommand,
    { actor, requestId }: Pick<Deed, 'actor' | 'requestId'>,
  ) {
    const context = { actor, correlationId: requestId, causationId: requestId, at: this.deps.clock() * 1000 };
    return (await handleCommand(this.deps.log, addressErasureDecider, erasureStream(id), command, context)).position;
  }
}
