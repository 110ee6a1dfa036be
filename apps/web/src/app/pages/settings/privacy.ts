import { ChangeDetectionStrategy, Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { form, FormField } from '@angular/forms/signals';
import { RouterLink } from '@angular/router';
import { query } from '../../core/api/query';
import { declarePage } from '../../core/page';
import { Session } from '../../core/session/session';
import { guardUnsaved, type Unsaved } from '../../core/unsaved';
import { type MaskingMode, PrivacyState } from '../../graphql/generated/operations';
import { QueryState, ReloadLine } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { PacketStoragePanel } from '../sensors/packet-storage';
import { MaskingSheet } from './masking-sheet';
import { MODES } from './masking-words';

/** What becomes of addresses: the mode, and what each one does, by example. */
@Component({
  selector: 'wl-privacy',
  imports: [FormField, MaskingSheet, PacketStoragePanel, QueryState, ReloadLine, RouterLink, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './privacy.html',
  styleUrls: ['./settings.css', './privacy.css'],
})
export class PrivacyPage implements Unsaved {
  private readonly session = inject(Session);
  protected readonly mayErase = this.session.can('privacy.erase') && this.session.can('users.read');
  protected readonly state = query(
    PrivacyState,
    () => ({}),
    ({ privacy }) => privacy,
  );
  protected readonly mode = computed(() => this.state.value()?.mode);
  /** What is chosen and not yet saved, '' before anything is known; it stays when somebody else changes the mode meanwhile. */
  protected readonly chosen = linkedSignal<MaskingMode | undefined, MaskingMode | ''>({
    source: this.mode,
    computation: (mode, before) => (before?.source && before.value !== before.source ? before.value : (mode ?? '')),
  });
  protected readonly entry = form(this.chosen);
  readonly dirty = computed(() => this.chosen() !== (this.mode() ?? ''));
  protected readonly modes = computed(() =>
    MODES.map((words) => ({
      ...words,
      examples: (this.state.value()?.examples ?? []).filter(({ mode }) => mode === words.mode),
    })),
  );
  protected readonly mayRead = this.session.can('events.read');
  protected readonly saving = signal(false);
  protected readonly opener = signal<HTMLElement | undefined>(undefined);
  protected readonly history = { tab: 'events', stream: 'setting-privacy' };

  constructor() {
    declarePage({ title: 'Privacy', parent: { label: 'Settings', path: '/settings' } });
    guardUnsaved(this);
  }

  protected save(opener: HTMLElement): void {
    this.opener.set(opener);
    this.saving.set(true);
  }

  /** What this browser shows follows the mode: it learns of it with its next token. */
  protected async changed(): Promise<void> {
    await this.session.refresh();
    this.state.reload();
  }
}
