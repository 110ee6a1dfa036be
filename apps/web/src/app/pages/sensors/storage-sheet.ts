import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import { form, FormField } from '@angular/forms/signals';
import { Gateway } from '../../core/api/gateway';
import { type PacketStorageMode, SetPacketStorage } from '../../graphql/generated/operations';
import { ReasonSheet } from '../../ui/sheet/reason-sheet';
import { STORAGE_WORDS, storageLabel } from './storage-words';

/** Changes what is kept of packets, for a reason. */
@Component({
  selector: 'wl-storage-sheet',
  imports: [FormField, ReasonSheet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-reason-sheet
      heading="What is kept of packets"
      [opener]="opener()"
      word="Change"
      [ready]="chosen() !== from()"
      [said]="said()"
      [send]="change"
      (done)="changed.emit()"
      (closed)="closed.emit()"
    >
      <fieldset>
        <legend class="visually-hidden">Kept from now on</legend>
        @for (one of modes; track one.mode) {
          <label class="choice">
            <input type="radio" [value]="one.mode" [formField]="entry" />
            <span>
              <span class="name">{{ one.label }}{{ one.mode === from() ? ' (now)' : '' }}</span>
              <span class="hint">{{ one.does }}</span>
            </span>
          </label>
        }
      </fieldset>
      <p class="lead">
        It holds for live captures from now on, and for replays that ask for it. What is stored already stays until it
        is too old or too much.
      </p>
    </wl-reason-sheet>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
  styles: `
    fieldset {
      display: grid;
      gap: var(--space-8);
      padding: 0;
      border: 0;
    }
    .choice {
      display: flex;
      gap: 10px;
      align-items: baseline;
      font: var(--type-table);
    }
    .choice .name {
      display: block;
      font-weight: 600;
    }
    .lead {
      margin-top: var(--space-12);
    }
  `,
})
export class StorageSheet {
  private readonly gateway = inject(Gateway);
  readonly opener = input<HTMLElement>();
  readonly from = input.required<PacketStorageMode>();
  readonly closed = output();
  readonly changed = output();

  protected readonly modes = STORAGE_WORDS;
  protected readonly chosen = linkedSignal<PacketStorageMode>(() => this.from());
  /** Stands in the form of the reason, which sends it. */
  protected readonly entry = form(this.chosen);
  protected readonly said = computed(() => `Kept of packets: ${storageLabel(this.chosen())}`);
  protected readonly change = (reason: string) => this.gateway.run(SetPacketStorage, { mode: this.chosen(), reason });
}
