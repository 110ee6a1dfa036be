import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  ChangeDetectionStrategy,
  Component,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Download } from '../../core/api/download';
import type { CaptureFields } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { MaskedNote } from '../../ui/masked-note';
import { sheetWork } from '../../ui/sheet/sheet-work';

const HOUR_MS = 3_600_000;

/** Takes the packets that a filter lets pass, within a time, out of the store, or out of a capture. */
@Component({
  selector: 'wl-extract-sheet',
  imports: [Dialog, Icon, MaskedNote],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog [heading]="capture() ? 'Take a cut' : 'Take packets out'" [opener]="opener()" (closed)="closed.emit()">
      <form (submit)="submit($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <div class="entry">
          <label class="label" for="extract-filter">Filter</label>
          <input
            id="extract-filter"
            class="field mono"
            autocomplete="off"
            spellcheck="false"
            maxlength="4000"
            placeholder="all packets"
            [value]="filter()"
            (input)="filter.set(valueOf($event))"
          />
          <p class="hint">
            The filter language of Flows, about single packets: <span class="mono">ip = 10.0.0.7 and port = 443</span>.
          </p>
        </div>
        <div class="pair">
          @for (end of ends; track end.name) {
            <div class="entry">
              <label class="label" [for]="'extract-' + end.name">{{ end.label }}</label>
              <input
                [id]="'extract-' + end.name"
                class="field mono"
                autocomplete="off"
                spellcheck="false"
                required
                [value]="end.value()"
                (input)="end.value.set(valueOf($event))"
              />
            </div>
          }
        </div>
        <wl-masked-note />
        <p class="lead">
          At most a million packets or 1 GiB, as pcapng. A code of your second factor and a reason are asked for; both
          the download and the reason stand in the audit trail.
        </p>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy()">
            {{ work.busy() ? 'Looking …' : 'Download' }}
          </button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
  styles: `
    .mono {
      font-family: var(--font-mono);
    }
    .pair {
      display: grid;
      grid-template-columns: 1fr 1fr;
      gap: var(--space-12);
    }
  `,
})
export class ExtractSheet {
  private readonly download = inject(Download);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly dialog = viewChild.required(Dialog);

  readonly opener = input<HTMLElement>();
  /** The capture that it is a cut of, with packets; absent = the store. */
  readonly capture = input<CaptureFields>();
  readonly closed = output();

  protected readonly work = sheetWork();
  protected readonly filter = signal('');
  protected readonly ends = [
    {
      ...{ name: 'from', label: 'From (UTC)' },
      value: linkedSignal(() => this.capture()?.firstPacket ?? timeText(Date.now() - HOUR_MS)),
    },
    { name: 'to', label: 'To (UTC)', value: linkedSignal(() => this.capture()?.lastPacket ?? timeText(Date.now())) },
  ] as const;

  protected valueOf(event: Event): string {
    return (event.target as HTMLInputElement).value;
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const [from, to] = this.ends.map(({ value }) => value().trim());
    const done = await this.work.run(async () => {
      const capture = this.capture()?.id ?? null;
      await this.download.save('/api/packets/pcapng', 'packets.pcapng', { capture, filter: this.filter(), from, to });
      return true;
    });
    if (!done) return;
    await this.announcer.announce('The packets are downloaded');
    this.dialog().close();
  }
}

/** A moment to the second, as the API reads it. */
const timeText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
