import type { TimeRange } from './time-grammar';

export interface Preset {
  readonly label: string;
  /** As the picker's button says it. */
  readonly short: string;
  readonly range: TimeRange;
}

const last = (short: string, text: string): Preset => ({
  label: `Last ${short}`,
  short,
  range: { from: `now-${text}`, to: 'now' },
});

export const PRESETS: readonly Preset[] = [
  last('5 min', '5m'),
  last('15 min', '15m'),
  last('1 h', '1h'),
  last('6 h', '6h'),
  last('24 h', '24h'),
  last('7 d', '7d'),
  last('30 d', '30d'),
  { label: 'Today', short: 'Today', range: { from: 'now/d', to: 'now' } },
  { label: 'Yesterday', short: 'Yesterday', range: { from: 'now-1d/d', to: 'now-0d/d' } },
  { label: 'This week', short: 'This week', range: { from: 'now/w', to: 'now' } },
];

export const DEFAULT_RANGE: TimeRange = { from: 'now-1h', to: 'now' };
