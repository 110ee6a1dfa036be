import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal } from '@angular/core';
import { Past } from '../../core/past';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { formatBytes, formatCount } from '../../format/numbers';
import { formatClock, formatMoment, zoneName } from '../../format/times';
import type { AlertPageResult } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { ValueChip } from '../../ui/value-chip';
import { WireText } from '../../ui/wire-text';
import { AlertReplay } from './alert-replay';
import { BaselineCurve } from './baseline-curve';
import { CountedChart } from './counted-chart';
import { KeepCaseSheet } from './keep-case-sheet';

export type AlertDetail = NonNullable<AlertPageResult['alert']>;

/** Lines of the table of counted records; the rest is a number. */
const SHOWN = 100;

/** Why an alert was raised: the sentence, the measured value against the limit, and the records that were counted. */
@Component({
  selector: 'wl-alert-why',
  imports: [AlertReplay, BaselineCurve, CountedChart, Icon, KeepCaseSheet, ValueChip, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './alert-why.html',
  styleUrl: './alert-why.css',
})
export class AlertWhy {
  private readonly preferences = inject(Preferences);
  private readonly session = inject(Session);
  private readonly past = inject(Past);
  readonly detail = input.required<AlertDetail>();

  protected readonly mayKeep = computed(() => this.session.can('rules.write') && !this.past.on());
  /** The button of the sheet that is open; of another alert none is. */
  protected readonly keeping = linkedSignal<string, HTMLElement | undefined>({
    source: () => this.detail().alert.id,
    computation: () => undefined,
  });
  /** It rests on the traffic before it, and is drawn beside it. */
  protected readonly rests = computed(() => this.detail().alert.kind === 'traffic_spike');
  protected readonly alert = computed(() => this.detail().alert);
  /** A detector marks the values of its parameters as code; here they stand in quotes. */
  protected readonly condition = computed(() => this.detail().condition.replaceAll(/`([^`]*)`/g, '“$1”'));
  protected readonly zone = computed(() => zoneName(this.preferences.zone(), Date.parse(this.alert().last)));
  protected readonly enabled = computed(() => {
    const { ruleEnabledAt, ruleEnabledByName } = this.detail();
    if (!ruleEnabledAt) return '';
    const at = formatMoment(Date.parse(ruleEnabledAt), this.preferences.zone(), Date.now());
    return `, enabled ${at} by ${ruleEnabledByName ?? 'nobody known'}`;
  });
  protected readonly figures = computed(() => {
    const { measure, baseline, evidenceKept, evidenceLeft } = this.detail();
    const { findings, sources, targets } = this.alert();
    const figures = measure
      ? [
          { label: measure.name || 'Measured', value: figure(measure.value), note: measure.unit },
          { label: 'Limit', value: figure(measure.threshold), note: times(measure.value, measure.threshold) },
        ]
      : [];
    return [
      ...figures,
      ...baseline.map(({ name, value }) => ({ label: name, value: figure(value), note: '' })),
      { label: 'Grown to', value: formatCount(findings), note: '' },
      { label: 'Sources, targets', value: `${formatCount(sources)}, ${formatCount(targets)}`, note: '' },
      { label: 'Counted', value: formatCount(evidenceKept + evidenceLeft), note: 'records' },
    ];
  });
  protected readonly rows = computed(() =>
    this.detail()
      .evidence.slice(0, SHOWN)
      .map((record) => ({
        ...record,
        clock: formatClock(Date.parse(record.time), this.preferences.zone(), true),
        place: record.position.replace(/^0+(?=\d)/, ''),
        size: record.bytes === null ? '' : formatBytes(record.bytes),
        srcRest: record.srcPort === null ? undefined : `:${record.srcPort}`,
        dstRest: record.dstPort === null ? undefined : `:${record.dstPort}`,
      })),
  );
  protected readonly named = computed(() => this.rows().some(({ name }) => name !== null));
  protected readonly counted = computed(() => {
    const { evidence, evidenceLeft } = this.detail();
    const batches = new Set(evidence.map(({ id }) => id.split('#')[0])).size;
    const kept = `${many(evidence.length, 'record')} in ${many(batches, 'batch', 'es')}, newest first`;
    return evidenceLeft > 0 ? `${kept}; ${formatCount(evidenceLeft)} more were counted and not kept` : kept;
  });
  protected readonly more = computed(() => Math.max(0, this.detail().evidence.length - SHOWN));
}

const many = (n: number, one: string, plural = 's'): string => `${formatCount(n)} ${one}${n === 1 ? '' : plural}`;

/** Counts whole, scores and rates with a digit or two behind the point. */
const figure = (value: number): string =>
  Number.isInteger(value) || value >= 1000 ? formatCount(value) : `${Number(value.toPrecision(3))}`;

/** `4.3 × limit`, when it says something. */
const times = (value: number, limit: number): string =>
  limit > 0 && value / limit >= 1.05 ? `${(value / limit).toFixed(1)} × limit` : '';
