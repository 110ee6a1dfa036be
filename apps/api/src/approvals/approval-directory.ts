import {
  type Approval,
  approvalDecider,
  type ApprovalEvent,
  FOUR_EYES_AREA,
  fourEyesDecider,
} from '@wireledger/domain';
import type { EventOf, RecordedEvent } from '@wireledger/event-sourcing';
import { type AddressErased, erasedAddressLabel, erasedLabel, type PersonErased } from '@wireledger/events';

/** Types of events that the directory folds. */
export const APPROVAL_TYPES = [
  'domain.ApprovalRequested',
  'domain.ApprovalConfirmed',
  'domain.ApprovalDeclined',
  'domain.ApprovalUsed',
  'domain.ApprovalExpired',
  'domain.SettingChanged',
  'domain.PersonErased',
  'domain.AddressErased',
] as const;

/** Whether the four-eyes policy is on, and the requests that are open, folded from the log in memory; those that are over are dropped. */
export class ApprovalDirectory {
  private readonly approvals = new Map<string, { readonly approval: Approval; readonly revision: bigint }>();
  private setting = fourEyesDecider.initial;

  get required(): boolean {
    return this.setting.required;
  }

  /** Folds an event; one that was folded before changes nothing. */
  apply(event: RecordedEvent): void {
    const { type, meta, data, revision } = event;
    if (!(APPROVAL_TYPES as readonly string[]).includes(type)) return;
    if (type === 'domain.SettingChanged') {
      if (data.area !== FOUR_EYES_AREA) return;
      const { required } = data.after as { readonly required?: unknown };
      if (typeof required === 'boolean') this.setting = { required };
      return;
    }
    if (type === 'domain.PersonErased') {
      this.forgetPerson(data as unknown as EventOf<typeof PersonErased>['data']);
      return;
    }
    if (type === 'domain.AddressErased') {
      const { erasure, subjects } = data as unknown as EventOf<typeof AddressErased>['data'];
      this.forgetWords(erasedAddressLabel(erasure), (approval) => subjects.includes(`approval:${approval.id}`));
      return;
    }
    const id = data.approval;
    if (typeof id !== 'string') return;
    const known = this.approvals.get(id);
    if (known && revision <= known.revision) return;
    // What is over is not in here: only its beginning could bring it back.
    if (!known && type !== 'domain.ApprovalRequested') return;
    const domainEvent = { type, version: meta.sv, data } as unknown as ApprovalEvent;
    this.keep(approvalDecider.evolve(known?.approval ?? null, domainEvent), revision);
  }

  /** What this process has just written, before the log tells it. */
  keep(approval: Approval | null, revision: bigint): void {
    if (!approval) return;
    const known = this.approvals.get(approval.id);
    if (known && revision <= known.revision) return;
    this.approvals.set(approval.id, { approval, revision });
    if (!isOpen(approval)) this.forget();
  }

  /** This process has turned the policy. */
  turn(required: boolean): void {
    this.setting = { required };
  }

  /** An open request; null when it is over, or there is none. */
  open(id: string): Approval | null {
    const found = this.approvals.get(id)?.approval;
    return found && isOpen(found) ? found : null;
  }

  /** Open ones, oldest first. */
  all(): Approval[] {
    return [...this.approvals.values()]
      .map(({ approval }) => approval)
      .filter(isOpen)
      .sort((a, b) => a.at - b.at);
  }

  /** What was asked by somebody who is erased, or about him, is nobody's words any more. */
  private forgetPerson({ user, subjects }: EventOf<typeof PersonErased>['data']): void {
    this.forgetWords(erasedLabel(user), ({ id, by }) => by === user || subjects.includes(`approval:${id}`));
  }

  private forgetWords(label: string, isMeant: (approval: Approval) => boolean): void {
    for (const [id, { approval, revision }] of this.approvals)
      if (isMeant(approval))
        this.approvals.set(id, { approval: { ...approval, what: label, reason: label, digest: label }, revision });
  }

  /** Those that are over stay for a while, so that an event that comes late does not bring them back; the oldest go. */
  private forget(): void {
    const closed = [...this.approvals].filter(([, { approval }]) => !isOpen(approval));
    for (const [id] of closed.slice(0, Math.max(0, closed.length - KEPT))) this.approvals.delete(id);
  }
}

const KEPT = 1000;
const isOpen = ({ state }: Approval): boolean => state === 'pending' || state === 'confirmed';
