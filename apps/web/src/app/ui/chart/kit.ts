import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { formatTick } from '../../format/numbers';
import { formatClock, formatDay, partsOf } from '../../format/times';
import { type Band, type ChartColours, type ChartData, type ChartLook, silentBuckets } from './model';

use([LineChart, BarChart, GridComponent, CanvasRenderer]);

const PLOT = { left: 52, right: 8, top: 10, bottom: 26 };
/** Under this height two grid lines are enough, px. */
const LOW = 150;
const DAY_S = 86_400;

/** A drawn chart. It paints only: pointer, tooltip and brush are the component's. */
export interface Painter {
  draw(data: ChartData, look: ChartLook, colours: ChartColours): void;
  resize(): void;
  /** Horizontal place of a time, and back. */
  xOf(at: number): number;
  timeAt(x: number): number;
  dispose(): void;
}

/** The library empties its root through `innerHTML`, which the page's Trusted Types policy forbids: it gets a root that empties itself. */
function safeRoot(element: HTMLElement): HTMLElement {
  Object.defineProperty(element, 'innerHTML', { configurable: true, set: () => element.replaceChildren() });
  return element;
}

export function createPainter(element: HTMLElement): Painter {
  const chart: EChartsType = init(safeRoot(element), null, { renderer: 'canvas' });
  let drawn = false;
  return {
    draw: (data, look, colours) => {
      chart.setOption(optionOf(data, look, colours, chart.getHeight() < LOW ? 2 : 3), { notMerge: true });
      drawn = true;
    },
    resize: () => chart.resize(),
    xOf: (at) => (drawn ? Number(chart.convertToPixel({ xAxisIndex: 0 }, at)) : 0),
    timeAt: (x) => (drawn ? Number(chart.convertFromPixel({ xAxisIndex: 0 }, x)) : Number.NaN),
    dispose: () => chart.dispose(),
  };
}

type Option = Parameters<EChartsType['setOption']>[0];

function optionOf(data: ChartData, look: ChartLook, colours: ChartColours, lines: number): Option {
  const span = (look.to - look.from) / 1000;
  const tick = (at: number): string => {
    const p = partsOf(at, look.zone);
    if (p.hour === 0 && p.minute === 0 && p.second === 0) return formatDay(at, look.zone);
    const clock = formatClock(at, look.zone);
    return span < 600 ? clock : span > 4 * DAY_S ? formatDay(at, look.zone) : clock.slice(0, 5);
  };
  const peak = data.bands.some((band) => [...band.up, ...(band.down ?? [])].some((value) => value !== 0));
  return {
    animation: false,
    useUTC: look.zone !== 'local',
    textStyle: { fontFamily: 'Inter, system-ui, sans-serif', fontSize: 12 },
    grid: { ...PLOT, containLabel: false },
    xAxis: {
      type: 'time',
      min: look.from,
      max: look.to,
      splitNumber: 7,
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: {
        color: colours.text,
        fontSize: 12,
        formatter: tick,
        hideOverlap: true,
        margin: 10,
        showMinLabel: false,
        showMaxLabel: false,
      },
    },
    yAxis: {
      type: 'value',
      splitNumber: lines,
      // bytes, bits, packets, queries: nothing counted here has halves
      minInterval: 1,
      ...(peak ? {} : { min: 0, max: lines }),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        color: colours.text,
        fontSize: 12,
        margin: 8,
        // without anything to measure only the zero line has a name
        formatter: (value: number) => (peak || value === 0 ? formatTick(value) : ''),
        hideOverlap: true,
      },
      splitLine: { lineStyle: { color: colours.grid, width: 1 } },
    },
    series: data.bands.flatMap((band, index) => [
      seriesOf(band, band.up, 1, index, data, look, colours),
      ...(band.down ? [seriesOf(band, band.down, -1, index, data, look, colours)] : []),
    ]),
  };
}

function seriesOf(
  band: Band,
  values: readonly number[],
  sign: 1 | -1,
  rank: number,
  data: ChartData,
  look: ChartLook,
  colours: ChartColours,
): object {
  const colour = colours.bands[band.colour] ?? colours.text;
  const half = (data.bucket * 1000) / 2;
  const last = values.length - 1;
  const silent = look.kind === 'area' ? silentBuckets(data) : [];
  const common = {
    name: band.key,
    silent: true,
    ...(look.stacked ? { stack: sign === 1 ? 'up' : 'down' } : {}),
    color: colour,
    // where a small band is nothing its line lies on that of a greater one: the greater one is seen
    z: 2 + data.bands.length - rank,
  };
  if (look.kind === 'bars') {
    return {
      ...common,
      type: 'bar',
      barCategoryGap: '18%',
      itemStyle: { color: colour },
      data: values.map((value, index) => ({
        value: [(data.times[index] ?? 0) + half, sign * value],
        itemStyle: { opacity: look.partial && index === last ? 0.5 : 1 },
      })),
    };
  }
  return {
    ...common,
    type: 'line',
    symbol: 'none',
    lineStyle: { width: look.stacked ? 1.25 : 1.5, color: colour },
    areaStyle: { color: colour, opacity: look.stacked ? 0.32 : 0.14 },
    data: values.map((value, index) => [(data.times[index] ?? 0) + half, silent[index] ? null : sign * value]),
  };
}
