import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { query } from '../../core/api/query';
import { declarePage } from '../../core/page';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { guardUnsaved, type Unsaved } from '../../core/unsaved';
import { ROLES } from '../../format/roles';
import { formatMoment } from '../../format/times';
import { type Role, type SecurityBody, SecurityState } from '../../graphql/generated/operations';
import { QueryState, ReloadLine } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { SecurityConflict } from './security-conflict';
import { SecuritySheet } from './security-sheet';
import { SecurityTransportPanel } from './security-transport';
import {
  differing,
  draftOf,
  GROUPS,
  type NumberField,
  problemsOf,
  rebased,
  type SecurityDraft,
  STEP_UP,
  unitOf,
} from './security-words';

/** How people get in and how long they stay; how the console is reached. */
@Component({
  selector: 'wl-security',
  imports: [
    NgTemplateOutlet,
    QueryState,
    ReloadLine,
    RouterLink,
    SecurityConflict,
    SecuritySheet,
    SecurityTransportPanel,
    WireText,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './security.html',
  styleUrls: ['./settings.css', './security.css'],
})
export class SecurityPage implements Unsaved {
  private readonly session = inject(Session);
  private readonly preferences = inject(Preferences);

  protected readonly state = query(
    SecurityState,
    () => ({}),
    ({ security }) => security,
  );
  /** What the changes that are entered rest on; newer ones of others wait until the person has looked. */
  protected readonly base = signal<SecurityBody | undefined>(undefined);
  protected readonly draft = signal<SecurityDraft | undefined>(undefined);
  /** What somebody else has made of it meanwhile. */
  protected readonly theirs = computed(() => {
    const [now, base] = [this.state.value(), this.base()];
    return now && base && now.version > base.version ? now : undefined;
  });
  readonly dirty = computed(() => {
    const [base, draft] = [this.base(), this.draft()];
    return base !== undefined && draft !== undefined && differing(draftOf(base), draft).length > 0;
  });
  protected readonly problems = computed(() => {
    const [base, draft] = [this.base(), this.draft()];
    return base && draft ? problemsOf(base, draft) : {};
  });
  protected readonly wrong = computed(() => Object.keys(this.problems()).length > 0);
  protected readonly mayWrite = this.session.can('security.write');
  protected readonly mayRead = this.session.can('events.read');
  protected readonly mayDecide = this.session.can('rules.publish');
  protected readonly saving = signal(false);
  protected readonly opener = signal<HTMLElement | undefined>(undefined);
  protected readonly history = { tab: 'events', stream: 'setting-security' };
  protected readonly groups = GROUPS;
  protected readonly stepUp = STEP_UP;
  protected readonly roles = ROLES;
  protected readonly unit = unitOf;
  protected readonly zone = this.preferences.zone;

  constructor() {
    declarePage({ title: 'Security', parent: { label: 'Settings', path: '/settings' } });
    guardUnsaved(this);
    effect(() => {
      const now = this.state.value();
      if (now && !untracked(this.dirty) && (untracked(this.base)?.version ?? -1) <= now.version) this.rest(now);
    });
  }

  protected bound(field: NumberField, of: SecurityBody) {
    return of.bounds.find((bound) => bound.field === field);
  }

  protected problem(field: NumberField): string | undefined {
    return this.problems()[field];
  }

  protected shownNumber(field: NumberField, draft: SecurityDraft): number | '' {
    return Number.isNaN(draft[field]) ? '' : draft[field];
  }

  protected enter(field: NumberField, event: Event): void {
    const { valueAsNumber } = event.target as HTMLInputElement;
    this.draft.update((draft) => draft && { ...draft, [field]: valueAsNumber });
  }

  protected enterOrigins(event: Event): void {
    const { value } = event.target as HTMLTextAreaElement;
    this.draft.update((draft) => draft && { ...draft, origins: value });
  }

  protected choose(role: Role, event: Event): void {
    const { checked } = event.target as HTMLInputElement;
    this.draft.update(
      (draft) =>
        draft && {
          ...draft,
          factorRoles: checked ? [...draft.factorRoles, role] : draft.factorRoles.filter((one) => one !== role),
        },
    );
  }

  protected save(opener: HTMLElement): void {
    this.opener.set(opener);
    this.saving.set(true);
  }

  protected discard(): void {
    const newest = this.theirs() ?? this.base();
    if (newest) this.rest(newest);
  }

  protected changed(now: SecurityBody): void {
    this.rest(now);
    this.state.reload();
  }

  /** Somebody else was faster: what he made of it is shown beside what is entered here. */
  protected conflicting(): void {
    this.saving.set(false);
    this.state.reload();
  }

  protected keepMine(theirs: SecurityBody): void {
    const [base, draft] = [this.base(), this.draft()];
    if (base && draft) this.rest(theirs, rebased(draft, base, theirs));
  }

  protected takeTheirs(theirs: SecurityBody): void {
    this.rest(theirs);
  }

  protected moment(text: string): string {
    return formatMoment(Date.parse(text), this.preferences.zone(), this.state.at() || Date.now());
  }

  private rest(on: SecurityBody, draft = draftOf(on)): void {
    this.base.set(on);
    this.draft.set(draft);
  }
}
