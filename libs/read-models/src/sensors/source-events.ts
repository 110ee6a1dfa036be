import type { RecordedEvent } from '@wireledger/event-sourcing';

/** Events that begin a source. Both may name the source that they replace. */
export const SOURCE_STARTS = ['domain.CaptureStarted', 'domain.ReplayStarted'] as const;
/** Events that end one, and the status that they leave. `stopped`: a person or a shutdown ended it before its input did. */
const SOURCE_ENDS: Readonly<Record<string, 'completed' | 'stopped'>> = {
  'domain.ReplayCompleted': 'completed',
  'domain.ReplayStopped': 'stopped',
  'domain.CaptureStopped': 'stopped',
};

/** How the beginning of a source reads in its event. */
export interface SourceStart {
  readonly source: string;
  readonly sensor: string;
  readonly kind: string;
  readonly name: string;
  readonly demo: boolean;
  readonly replaces: string | null;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** The event as the beginning of a source, or null when it is something else. */
export function sourceStart({ type, data }: RecordedEvent): SourceStart | null {
  if (!(SOURCE_STARTS as readonly string[]).includes(type)) return null;
  const demo = data.demo === true;
  const file = text(data.file).split('/').at(-1) ?? '';
  return {
    source: text(data.source),
    sensor: text(data.sensor),
    kind: demo ? 'demo' : type === 'domain.CaptureStarted' ? 'capture' : 'replay',
    name: file || texts(data.interfaces).join(', '),
    demo,
    replaces: text(data.replaces) || null,
  };
}

/** The event as the end of a source, or null. */
export function sourceEnd({ type, data }: RecordedEvent): {
  readonly source: string;
  readonly status: 'completed' | 'stopped';
  readonly warnings: readonly string[];
} | null {
  const status = SOURCE_ENDS[type];
  return status ? { source: text(data.source), status, warnings: texts(data.warnings) } : null;
}

/** Source whose running flows end with reason `lost` because this event's source replaces it; null when there is none. */
export const replacedSource = (event: RecordedEvent): string | null => sourceStart(event)?.replaces ?? null;

/** Whether the demo's sensor is hidden after this change of settings; null when the event says nothing about it. */
export function demoHidden({ type, data }: RecordedEvent): boolean | null {
  if (type !== 'domain.SettingChanged' || data.area !== 'demo') return null;
  const after = data.after;
  if (typeof after !== 'object' || after === null) return null;
  if ('shown' in after && typeof after.shown === 'boolean') return !after.shown;
  return 'hidden' in after && typeof after.hidden === 'boolean' ? after.hidden : null;
}
