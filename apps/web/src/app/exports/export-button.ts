import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { Keys } from '../core/keys';
import type { ExportFile, ExportFormat } from '../graphql/generated/operations';
import { formatBytes, formatCount } from '../format/numbers';
import { Icon } from '../ui/icon';
import { Popover } from '../ui/popover';
import { type ExportQuery, Exports } from './exports';

const FORMATS: readonly ExportFormat[] = ['CSV', 'JSON', 'NDJSON'];

interface Line {
  readonly file: ExportFile;
  readonly text: string;
  readonly active: boolean;
  readonly done: boolean;
}

/** Starts an export of the list it stands beside, and shows how far all of them are. */
@Component({
  selector: 'wl-export',
  imports: [Icon, Popover],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (exports.may()) {
      <button
        #button
        type="button"
        class="button small"
        aria-haspopup="dialog"
        [title]="exports.asksForFactor() ? 'Export, asks for a code  (Shift D)' : 'Export  (Shift D)'"
        (click)="layer.toggle(button)"
      >
        <wl-icon name="download" /> Export
        @if (exports.asksForFactor()) {
          <wl-icon name="lock" class="muted" />
        }
        @if (exports.active() > 0) {
          <span class="num muted">{{ exports.active() }}</span>
        }
      </button>
    }
    <div wlPopover #layer="wlPopover" side="end" (opened)="opened()">
      <div class="overlay sheet" role="dialog" aria-label="Export">
        <header>
          <h3>Export</h3>
          <span class="segmented" role="group" aria-label="Format">
            @for (one of formats; track one) {
              <button type="button" [attr.aria-pressed]="format() === one" (click)="format.set(one)">{{ one }}</button>
            }
          </span>
          <button #go type="button" class="button small primary" (click)="start()">Start</button>
        </header>
        <p class="muted">
          All rows of this list in its order, at most 500,000 or 256 MB. Kept for 24 hours.
          @if (exports.asksForFactor()) {
            Asks for a code of your second factor and a reason.
          }
        </p>
        @if (exports.error(); as error) {
          <p class="error" role="alert">{{ error.message }}</p>
        }
        <ul aria-label="Your exports">
          @for (line of lines(); track line.file.id) {
            <li>
              <span class="name mono">{{ line.file.fileName }}</span>
              <span class="second num">{{ line.text }}</span>
              @if (line.active) {
                <progress
                  [attr.aria-label]="'Progress of ' + line.file.fileName"
                  [attr.value]="line.file.total === null ? null : line.file.rows"
                  [attr.max]="line.file.total === null ? null : most(line.file)"
                ></progress>
              }
              <span class="tools">
                @if (line.done) {
                  <button
                    type="button"
                    class="icon-button"
                    title="Download"
                    [attr.aria-label]="'Download ' + line.file.fileName"
                    (click)="exports.download(line.file)"
                  >
                    <wl-icon name="download" />
                  </button>
                }
                <button
                  type="button"
                  class="icon-button"
                  [title]="line.active ? 'Cancel' : 'Remove'"
                  [attr.aria-label]="(line.active ? 'Cancel ' : 'Remove ') + line.file.fileName"
                  (click)="exports.cancel(line.file.id)"
                >
                  <wl-icon name="close" />
                </button>
              </span>
            </li>
          } @empty {
            <li class="muted">Nothing exported yet.</li>
          }
        </ul>
      </div>
    </div>
  `,
  styleUrl: './export-button.css',
})
export class ExportButton {
  protected readonly exports = inject(Exports);
  /** What is exported at this moment. */
  readonly query = input.required<() => ExportQuery>();
  private readonly button = viewChild<ElementRef<HTMLElement>>('button');
  private readonly go = viewChild.required<ElementRef<HTMLElement>>('go');
  private readonly layer = viewChild.required<Popover>('layer');

  protected readonly formats = FORMATS;
  protected readonly format = signal<ExportFormat>('CSV');
  protected readonly lines = computed<readonly Line[]>(() =>
    this.exports.files().map((file) => ({
      file,
      text: textOf(file),
      active: file.state === 'waiting' || file.state === 'running',
      done: file.state === 'done',
    })),
  );

  constructor() {
    inject(Keys).bind({
      keys: 'Shift+D',
      label: 'Export',
      group: 'Lists',
      when: () => this.exports.may(),
      run: () => {
        const button = this.button();
        if (button) this.layer().toggle(button.nativeElement);
      },
    });
  }

  protected opened(): void {
    this.go().nativeElement.focus();
    void this.exports.refresh();
  }

  protected async start(): Promise<void> {
    await this.exports.start(this.query()(), this.format());
    // A dialog that was asked in between has closed the layer.
    const button = this.button();
    if (button && !this.layer().isOpen) this.layer().open(button.nativeElement);
  }

  protected most({ total, rows }: ExportFile): number {
    return Math.max(1, total ?? 0, rows);
  }
}

function textOf({ state, rows, total, bytes, truncated, error }: ExportFile): string {
  const counted = `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}`;
  if (state === 'waiting') return 'waiting for a worker';
  if (state === 'running') return total === null ? counted : `${formatCount(rows)} of ${formatCount(total)} rows`;
  if (state === 'failed') return error ?? 'failed';
  return `${counted}, ${formatBytes(bytes)}${truncated ? ', cut at the limit' : ''}`;
}
