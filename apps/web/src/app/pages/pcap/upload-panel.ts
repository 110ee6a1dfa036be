import { ChangeDetectionStrategy, Component, type ElementRef, inject, input, signal, viewChild } from '@angular/core';
import { formatBytes } from '../../format/numbers';
import { formatDuration } from '../../format/times';
import type { CaptureListResult } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { WireText } from '../../ui/wire-text';
import { type UploadItem, UploadQueue } from './upload-queue';

/** Where files are dropped or chosen, and how far they have come. */
@Component({
  selector: 'wl-upload-panel',
  imports: [Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'panel', role: 'region', 'aria-labelledby': 'upload-title' },
  templateUrl: './upload-panel.html',
  styleUrl: './upload-panel.css',
})
export class UploadPanel {
  protected readonly queue = inject(UploadQueue);
  private readonly picker = viewChild<ElementRef<HTMLInputElement>>('picker');
  readonly may = input.required<boolean>();
  readonly limits = input.required<CaptureListResult['uploadLimits'] | undefined>();
  protected readonly over = signal(false);
  protected readonly bytes = formatBytes;

  /** Opens the browser's own choice of files. */
  choose(): void {
    if (this.may()) this.picker()?.nativeElement.click();
  }

  protected chosen(event: Event): void {
    const field = event.target as HTMLInputElement;
    this.add(field.files);
    field.value = '';
  }

  protected drag(event: DragEvent, over: boolean): void {
    event.preventDefault();
    this.over.set(over && this.may());
  }

  protected drop(event: DragEvent): void {
    event.preventDefault();
    this.over.set(false);
    if (this.may()) this.add(event.dataTransfer?.files ?? null);
  }

  private add(files: FileList | null): void {
    if (files) this.queue.add(files, this.limits()?.fileBytes);
  }

  protected share({ sent, sizeBytes }: UploadItem): number {
    return sizeBytes === 0 ? 0 : Math.min(100, (sent / sizeBytes) * 100);
  }

  protected words({ state, sent, sizeBytes, rate, problem, kept }: UploadItem): string {
    const part = `${formatBytes(sent)} of ${formatBytes(sizeBytes)}`;
    switch (state) {
      case 'waiting':
        return `${formatBytes(sizeBytes)}, waits for its turn`;
      case 'sending':
        return rate > 0 ? `${part} · ${formatBytes(rate)}/s · ${formatDuration((sizeBytes - sent) / rate)} left` : part;
      case 'held':
        return `Held at ${Math.floor((sent / Math.max(1, sizeBytes)) * 100)} %. ${problem}`;
      case 'checking':
        return 'Whole; its packets are counted';
      case 'done':
        return `${kept?.duplicate ? 'Was here already' : 'Checked'} · sha256 ${kept?.id.slice(0, 6)}…${kept?.id.slice(-4)}`;
      case 'refused':
        return problem;
    }
  }
}
