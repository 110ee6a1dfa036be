import {
  ApprovalConfirmed,
  ApprovalDeclined,
  ApprovalExpired,
  ApprovalRequested,
  ApprovalUsed,
} from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import { said } from '../alert/said';

/** A request waits so long for its second person, and a confirmed one so long for its act, µs. */
export const APPROVAL_US = 30 * 60 * 1_000_000;
const MAX_REASON = 500;

export type ApprovalEvent =
  | EventOf<typeof ApprovalRequested>
  | EventOf<typeof ApprovalConfirmed>
  | EventOf<typeof ApprovalDeclined>
  | EventOf<typeof ApprovalUsed>
  | EventOf<typeof ApprovalExpired>;

/** Something that one person wants to do and a second one has to confirm. */
export interface Approval {
  readonly id: string;
  /** User who asked. */
  readonly by: string;
  readonly operation: string;
  readonly permission: string;
  /** Arguments as JSON. */
  readonly what: string;
  readonly digest: string;
  readonly reason: string;
  readonly at: number;
  /** End of what it waits for now, µs since 1970 UTC. */
  readonly until: number;
  readonly state: 'pending' | 'confirmed' | 'declined' | 'used' | 'expired';
  /** User who confirmed or declined it. */
  readonly second: string | null;
}

/** `now`: wall clock, µs. */
export type ApprovalCommand =
  | ({ readonly type: 'request'; readonly approval: string; readonly by: string; readonly now: number } & Pick<
      Approval,
      'operation' | 'permission' | 'what' | 'digest' | 'reason'
    >)
  | { readonly type: 'confirm'; readonly by: string; readonly reason: string; readonly now: number }
  | { readonly type: 'decline'; readonly by: string; readonly reason: string; readonly now: number }
  | { readonly type: 'use'; readonly by: string; readonly digest: string; readonly now: number }
  | { readonly type: 'expire'; readonly now: number };

const over = (): DomainError =>
  new DomainError('APPROVAL_OVER', 'This request is over: confirmed, declined, used or too old. Load the list again.');

const isOpen = ({ state }: Approval): boolean => state === 'pending' || state === 'confirmed';

function decide(approval: Approval | null, command: ApprovalCommand): readonly ApprovalEvent[] {
  if (command.type === 'request') {
    if (approval) throw new DomainError('APPROVAL_EXISTS', 'This request exists already.');
    const { type: _type, now, reason, ...asked } = command;
    const why = said('The reason', reason, MAX_REASON);
    return [ApprovalRequested.create({ ...asked, reason: why, at: now, until: now + APPROVAL_US })];
  }
  if (!approval) throw new DomainError('NOT_FOUND', 'There is no such request.');
  const { id, until } = approval;
  if (command.type === 'expire')
    return isOpen(approval) && command.now >= until ? [ApprovalExpired.create({ approval: id })] : [];
  const { by, now } = command;
  if (command.type === 'decline') {
    if (!isOpen(approval) || now >= until) throw over();
    return [ApprovalDeclined.create({ approval: id, by, reason: said('The reason', command.reason, MAX_REASON) })];
  }
  if (command.type === 'confirm') {
    if (by === approval.by)
      throw new DomainError('OWN_REQUEST', 'Nobody confirms what he asked for himself. Ask a second person.');
    if (approval.state !== 'pending' || now >= until) throw over();
    const reason = said('The reason', command.reason, MAX_REASON);
    return [ApprovalConfirmed.create({ approval: id, by, reason, until: now + APPROVAL_US })];
  }
  if (by !== approval.by || command.digest !== approval.digest || approval.state !== 'confirmed' || now >= until)
    throw over();
  return [ApprovalUsed.create({ approval: id })];
}

function evolve(approval: Approval | null, { type, data }: ApprovalEvent): Approval | null {
  if (type === 'domain.ApprovalRequested') {
    const { approval: id, ...asked } = data;
    return { id, ...asked, state: 'pending', second: null };
  }
  if (!approval) return null;
  switch (type) {
    case 'domain.ApprovalConfirmed':
      return { ...approval, state: 'confirmed', second: data.by, until: data.until };
    case 'domain.ApprovalDeclined':
      return { ...approval, state: 'declined', second: data.by };
    case 'domain.ApprovalUsed':
      return { ...approval, state: 'used' };
    case 'domain.ApprovalExpired':
      return { ...approval, state: 'expired' };
  }
}

/** A second person's confirmation of one act; stream `approval-<id>`. */
export const approvalDecider: Decider<Approval | null, ApprovalCommand, ApprovalEvent> = {
  initial: null,
  decide,
  evolve,
};
export const approvalStream = (id: string): string => `approval-${id}`;
