import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  untracked,
  viewChild,
} from '@angular/core';
import { validate } from '@angular/forms/signals';
import { Gateway } from '../../../core/api/gateway';
import { roleLabel } from '../../../format/roles';
import { ChangeRole, DefineRole, type Role, type RoleRow } from '../../../graphql/generated/operations';
import { Dialog } from '../../../ui/dialog';
import { entryForm } from '../../../ui/form/entry-form';
import { FORM_PARTS } from '../../../ui/form/form-parts';
import { reasonRules, shortText, wanted } from '../../../ui/form/rules';
import { Icon } from '../../../ui/icon';
import { ReasonField } from '../../../ui/sheet/reason-field';
import { sheetWork } from '../../../ui/sheet/sheet-work';
import { WireText } from '../../../ui/wire-text';
import { RoleChoice } from '../role-choice';
import { RoleDiff } from './role-diff';
import { RolePermissions } from './role-permissions';
import { diffOf, isSame } from './role-words';

interface Asked {
  readonly name: string;
  readonly without: readonly string[];
  readonly reason: string;
}

/** Defines a custom role, or changes one: what is taken away, what that changes, and what somebody else changed meanwhile. */
@Component({
  selector: 'wl-role-sheet',
  imports: [...FORM_PARTS, Dialog, Icon, ReasonField, RoleChoice, RoleDiff, RolePermissions, WireText],
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
  protected readonly base = linkedSignal<Role>(() => this.seen()?.base ?? 'ANALYST');
  protected readonly asked = linkedSignal<RoleRow | undefined, Asked>({
    source: this.seen,
    computation: (seen, before) => ({
      ...{ name: seen?.name ?? '', without: seen?.without ?? [] },
      reason: before?.value.reason ?? '',
    }),
  });
  // The button is not off until all is filled in: Enter right behind the last key would come before it is on.
  protected readonly entry = entryForm(
    this.asked,
    (asked) => {
      wanted(asked.name, 'A name is wanted.');
      shortText(asked.name, 40);
      validate(asked.without, ({ value }) =>
        value().length > 0 ? undefined : { kind: 'required', message: 'Take at least one permission away.' },
      );
      validate(asked, () => {
        const message = this.against();
        return message === '' ? undefined : { kind: 'required', message };
      });
      reasonRules(asked.reason);
    },
    () => this.submit(),
    () => this.work.forget(),
  );
  protected readonly label = roleLabel;
  protected readonly nothing: readonly string[] = [];

  /** What the list has now, when that is not what was seen. */
  protected readonly theirs = computed(() => {
    const [now, seen] = [this.role(), this.seen()];
    return now && seen && now.version !== seen.version ? now : undefined;
  });
  protected readonly sameRights = computed(() => isSame(diffOf(this.seen()?.without ?? [], this.asked().without)));
  /** Something is typed or chosen that would be lost. */
  readonly dirty = computed(() => {
    const { name, reason } = this.asked();
    return name !== (this.seen()?.name ?? '') || !this.sameRights() || reason !== '';
  });
  /** What is to be said against the whole of it; '' = nothing. */
  private readonly against = computed(() => {
    if (this.theirs()) return 'Somebody else changed it: choose first what is to count.';
    const same = this.sameRights() && this.asked().name.trim() === this.seen()?.name;
    return same ? 'Nothing is changed yet.' : '';
  });
  protected readonly consequence = computed(() => {
    const people = this.seen()?.people ?? 0;
    if (people === 0) return this.seen() ? 'Nobody has this role.' : '';
    const whose = people === 1 ? '1 person has this role' : `${people} people have this role`;
    return this.sameRights()
      ? `${whose}; a name alone ends no sessions.`
      : `${whose}: sessions, live connections and exports end at once.`;
  });

  /** Another base has other permissions: what it does not have cannot be taken away. */
  protected rest(role: Role): void {
    this.base.set(role);
    this.entry.without().value.set([]);
  }

  /** Goes on from what somebody else made of it. */
  protected takeTheirs(): void {
    this.seen.set(this.role());
  }

  /** Saves what stands here over what somebody else made of it, knowingly. */
  protected keepMine(): void {
    const mine = this.asked();
    this.takeTheirs();
    this.asked.set(mine);
  }

  private async submit(): Promise<void> {
    const [seen, { name, without, reason }] = [this.seen(), this.asked()];
    const done = await this.work.run(async () => {
      const wish = { name, without, reason: reason.trim() };
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
