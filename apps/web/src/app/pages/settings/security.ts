import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { disabled, type FieldTree, form } from '@angular/forms/signals';
import { RouterLink } from '@angular/router';
import { query } from '../../core/api/query';
import { declarePage } from '../../core/page';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { guardUnsaved, type Unsaved } from '../../core/unsaved';
import { formatMoment } from '../../format/times';
import { type SecurityBody, SecurityState } from '../../graphql/generated/operations';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { QueryState, ReloadLine } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { RoleBoxes } from './role-boxes';
import { SecurityConflict } from './security-conflict';
import { securityRules } from './security-rules';
import { SecuritySheet } from './security-sheet';
import { SecurityTransportPanel } from './security-transport';
import {
  differing,
  draftOf,
  GROUPS,
  type NumberField,
  rebased,
  NOTHING,
  type SecurityDraft,
  STEP_UP,
  unitOf,
} from './security-words';

/** How people get in and how long they stay; how the console is reached. */
@Component({
  selector: 'wl-security',
  imports: [
    ...FORM_PARTS,
    NgTemplateOutlet,
    QueryState,
    ReloadLine,
    RoleBoxes,
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

  protected readonly mayWrite = this.session.can('security.write');
  protected readonly state = query(
    SecurityState,
    () => ({}),
    ({ security }) => security,
  );
  /** What the changes that are entered rest on; newer ones of others wait until the person has looked. */
  protected readonly base = signal<SecurityBody | undefined>(undefined);
  protected readonly draft = signal<SecurityDraft>(NOTHING);
  protected readonly entry = form(this.draft, (draft) => {
    securityRules(draft, this.base);
    disabled(draft.factorRoles, { when: () => !this.mayWrite });
  });
  /** What somebody else has made of it meanwhile. */
  protected readonly theirs = computed(() => {
    const [now, base] = [this.state.value(), this.base()];
    return now && base && now.version > base.version ? now : undefined;
  });
  readonly dirty = computed(() => {
    const base = this.base();
    return base !== undefined && differing(draftOf(base), this.draft()).length > 0;
  });
  protected readonly wrong = computed(() => this.entry().invalid());
  protected readonly mayRead = this.session.can('events.read');
  protected readonly mayDecide = this.session.can('rules.publish');
  protected readonly saving = signal(false);
  protected readonly opener = signal<HTMLElement | undefined>(undefined);
  protected readonly history = { tab: 'events', stream: 'setting-security' };
  protected readonly groups = GROUPS;
  protected readonly stepUp = STEP_UP;
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

  protected numberOf(field: NumberField): FieldTree<number> {
    return this.entry[field];
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
    const base = this.base();
    if (base) this.rest(theirs, rebased(this.draft(), base, theirs));
  }

  protected takeTheirs(theirs: SecurityBody): void {
    this.rest(theirs);
  }

  protected moment(text: string): string {
    return formatMoment(Date.parse(text), this.preferences.zone(), this.state.at() || Date.now());
  }

  private rest(on: SecurityBody, draft = draftOf(on)): void {
    this.base.set(on);
    this.entry().reset(draft);
  }
}
