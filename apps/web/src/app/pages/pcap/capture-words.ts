import { formatBytes } from '../../format/numbers';
import type { CaptureFields, CaptureImportsResult } from '../../graphql/generated/operations';
import type { IconName } from '../../ui/icon-paths';

export type RunningImport = CaptureImportsResult['captureImports']['imports'][number];

/** How far a capture is, in words. */
export interface CaptureState {
  readonly text: string;
  readonly look: 'ok' | 'busy' | 'wait' | 'plain';
  readonly icon: IconName;
  /** Of its import, 0 to 1; null while none runs. */
  readonly share: number | null;
  /** Why its import stands still; '' = it does not. */
  readonly why: string;
}

/** State of a capture by the library, made newer by what is told live of its import. */
export function stateOf(capture: CaptureFields, running: RunningImport | undefined): CaptureState {
  const none = { share: null, why: '' };
  if (capture.state === 'imported') return { text: 'In history', look: 'ok', icon: 'check', ...none };
  if (running?.held === null) {
    const share = running.sizeBytes === 0 ? 0 : Math.min(1, running.bytesRead / running.sizeBytes);
    return { text: `Importing, ${Math.floor(share * 100)} %`, look: 'busy', icon: 'play', share, why: '' };
  }
  if (running) return { text: 'Import stopped', look: 'wait', icon: 'pause', share: null, why: running.held ?? '' };
  if (capture.state === 'importing') return { text: 'Importing', look: 'busy', icon: 'play', ...none };
  if (capture.state === 'stopped') return { text: 'Import stopped', look: 'wait', icon: 'pause', ...none };
  if (capture.truncated) return { text: 'Checked in part', look: 'wait', icon: 'warning', ...none };
  return { text: 'Checked', look: 'plain', icon: 'check', ...none };
}

/** Seconds between its first and last packet; null without packets. */
export const spanOf = ({ firstPacket, lastPacket }: CaptureFields): number | null =>
  firstPacket === null || lastPacket === null ? null : (Date.parse(lastPacket) - Date.parse(firstPacket)) / 1000;

/** Range of the console that shows all of an imported capture: whole seconds around its packets. */
export function rangeOf({ firstPacket, lastPacket, sensor }: CaptureFields): Readonly<Record<string, string>> {
  if (firstPacket === null || lastPacket === null) return { v: '1', sensor };
  const whole = (time: string, up: 0 | 1): string =>
    new Date((Math.floor(Date.parse(time) / 1000) + up) * 1000).toISOString();
  return { v: '1', from: whole(firstPacket, 0), to: whole(lastPacket, 1), sensor };
}

/** How it is stored: `pcapng, zstd, 9.1 MB unpacked`. */
export const formOf = ({ format, packing, unpackedBytes }: CaptureFields): string =>
  packing === 'none' ? format : `${format}, ${packing}, ${formatBytes(unpackedBytes)} unpacked`;

/** Name of its file when somebody takes it. */
export const fileOf = ({ id, format, packing }: CaptureFields): string =>
  `capture-${id.slice(0, 12)}.${format}${{ gzip: '.gz', zstd: '.zst' }[packing] ?? ''}`;
