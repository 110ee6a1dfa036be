import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { Gateway } from '../../../core/api/gateway';
import { roleLabel } from '../../../format/roles';
import { ChangeRole, DefineRole, type Role, type RoleRow } from '../../../graphql/generated/operations';
import { Dialog } from '../../../ui/dialog';
import { Icon } from '../../../ui/icon';
import { ReasonField } from '../../../ui/sheet/reason-field';
import { sheetWork } from '../../../ui/sheet/sheet-work';
import { WireText } from '../../../ui/wire-text';
import { RoleChoice } from '../role-choice';
import { RoleDiff } from './role-diff';
import { RolePermissions } from './role-permissions';
import { diffOf, isSame } from './role-words';

/** Defines a custom role, or changes one: what is taken away, what that changes, and what somebody else changed meanwhile. */
@Component({
  selector: 'wl-role-sheet',
  imports: [Dialog, Icon, ReasonField, RoleChoice, RoleDiff, RolePermissions, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './role-sheet.html',
  styleUrls: ['../../../ui/sheet/sheet.css', './role-sheet.css'],
})
export class RoleSheet {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly dialog = viewChild.required(Dialog);

  readonly opener = input<HTMLElement>();
  /** The role as the list has it now; none = a new one is defined. */
  readonly role = input<RoleRow>();
  readonly closed = output();
  /** The list is to be read again: it is done, or was changed by somebody else. */
  readonly changed = output();

  protected readonly work = sheetWork();
  private readonly id = computed(() => this.role()?.id);
  /** The role that the decision rests on: what it was when the sheet was opened, or when the change of somebody else was looked at. */
  protected readonly seen = linkedSignal<string | undefined, RoleRow | undefined>({
    source: this.id,
    computation: () => untracked(this.role),
  });
  protected readonly name = linkedSignal(() => this.seen()?.name ?? '');
  protected readonly base = linkedSignal<Role>(() => this.seen()?.base ?? 'ANALYST');
  protected readonly without = linkedSignal<readonly string[]>(() => this.seen()?.without ?? []);
  protected readonly reason = signal('');
  protected readonly label = roleLabel;
  protected readonly nothing: readonly string[] = [];

  /** What the list has now, when that is not what was seen. */
  protected readonly theirs = computed(() => {
    const [now, seen] = [this.role(), this.seen()];
    return now && seen && now.version !== seen.version ? now : undefined;
  });
  protected readonly sameRights = computed(() => isSame(diffOf(this.seen()?.without ?? [], this.without())));
  /** Something is typed or chosen that would be lost. */
  readonly dirty = computed(
    () => this.name() !== (this.seen()?.name ?? '') || !this.sameRights() || this.reason() !== '',
  );
  protected readonly consequence = computed(() => {
    const people = this.seen()?.people ?? 0;
    if (people === 0) return this.seen() ? 'Nobody has this role.' : '';
    const whose = people === 1 ? '1 person has this role' : `${people} people have this role`;
    return this.sameRights()
      ? `${whose}; a name alone ends no sessions.`
      : `${whose}: sessions, live connections and exports end at once.`;
  });

  protected valueOf(event: Event): string {
    return (event.target as HTMLInputElement | HTMLTextAreaElement).value;
  }

  /** Another base has other permissions: what it does not have cannot be taken away. */
  protected rest(role: Role): void {
    this.base.set(role);
    this.without.set([]);
  }

  /** Goes on from what somebody else made of it. */
  protected takeTheirs(): void {
    this.seen.set(this.role());
  }

  /** Saves what stands here over what somebody else made of it, knowingly. */
  protected keepMine(): void {
    const [name, without] = [this.name(), this.without()];
    this.takeTheirs();
    this.name.set(name);
    this.without.set(without);
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const done = await this.work.run(async () => {
      const seen = this.seen();
      // The button is not off until all is filled in: Enter right behind the last key would come before it is on.
      if (this.theirs()) throw new RangeError('Somebody else changed it: choose first what is to count.');
      if (this.name().trim() === '') throw new RangeError('A name is wanted.');
      if (this.without().length === 0) throw new RangeError('Take at least one permission away.');
      if (seen && this.sameRights() && this.name().trim() === seen.name)
        throw new RangeError('Nothing is changed yet.');
      const reason = this.reason().trim();
      if (reason === '') throw new RangeError('A reason is wanted.');
      const wish = { name: this.name(), without: this.without(), reason };
      if (seen) await this.gateway.run(ChangeRole, { id: seen.id, seen: seen.version, ...wish });
      else await this.gateway.run(DefineRole, { base: this.base(), ...wish });
      return true;
    });
    if (done) {
      await this.announcer.announce(this.seen() ? 'Role changed' : 'Role defined');
      this.changed.emit();
      this.dialog().close();
    } else if (this.work.code() === 'ROLE_CHANGED' || this.work.code() === 'ROLE_UNKNOWN') this.changed.emit();
  }
}
