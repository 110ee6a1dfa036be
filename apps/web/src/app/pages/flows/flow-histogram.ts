import type { FlowHistogramResult } from '../../graphql/generated/operations';
import { formatBytes, formatCount } from '../../format/numbers';
import { formatDuration } from '../../format/times';
import type { ChartData } from '../../ui/chart/model';

type OverTime = FlowHistogramResult['flowsOverTime'];

const valuesOf = (found: OverTime, counted: 'bytes' | 'flows'): readonly number[] =>
  counted === 'flows' ? found.flows : found.bytesOut.map((bytes, index) => bytes + (found.bytesIn[index] ?? 0));

/** Bars of what the table lists: bytes when they passed, or flows where they began. */
export function histogramOf(found: OverTime, counted: 'bytes' | 'flows'): ChartData {
  const up = valuesOf(found, counted);
  return {
    times: found.times.map((time) => Date.parse(time)),
    bucket: found.bucket,
    bands: up.every((value) => value === 0)
      ? []
      : [{ key: counted, label: counted === 'flows' ? 'Flows begun' : 'Bytes', colour: '--accent', up }],
  };
}

/** The caption, and a sentence for those who cannot see the bars. */
export function describeHistogram(
  found: OverTime,
  counted: 'bytes' | 'flows',
  filtered: boolean,
): { readonly total: string; readonly summary: string } {
  const sum = valuesOf(found, counted).reduce((a, b) => a + b, 0);
  const before = found.runningBefore > 0 ? `, ${formatCount(found.runningBefore)} begun before` : '';
  const total = counted === 'flows' ? `${formatCount(sum)} flows begun${before}` : formatBytes(sum);
  const what =
    counted === 'flows'
      ? filtered
        ? 'Matching flows'
        : 'All flows'
      : filtered
        ? 'Bytes of matching flows'
        : 'Bytes of all flows';
  return {
    total: `${what} · ${total} · ${formatDuration(found.bucket)} buckets`,
    summary: `${what} over the range: ${total}. Arrow keys read single buckets, with Shift they mark a stretch.`,
  };
}
