import type { Zone } from '../../core/time-grammar';
import { formatBytes, formatCount } from '../../format/numbers';
import { protocolName } from '../../format/protocols';
import { formatClock, formatDuration } from '../../format/times';
import type { SandboxFields, SandboxSceneResult } from '../../graphql/generated/operations';

export type SandboxFlow = SandboxSceneResult['sandboxReplay']['flows'][number];
export type SandboxAlert = SandboxSceneResult['sandboxReplay']['alerts'][number];

/** Speeds that the bar offers, slowest first; null = as fast as possible. */
export const SPEEDS: readonly (number | null)[] = [0.1, 0.5, 1, 10, 100, 1000, null];

export const speedWord = (speed: number | null): string => (speed === null ? 'As fast as possible' : `${speed}×`);

/** The next faster (1) or slower (-1) speed; the same at the ends. One that is not offered goes to its neighbour. */
export function nextSpeed(speed: number | null, by: 1 | -1): number | null {
  const of = (one: number | null): number => one ?? Infinity;
  const found = by === 1 ? SPEEDS.find((one) => of(one) > of(speed)) : SPEEDS.findLast((one) => of(one) < of(speed));
  return found === undefined ? speed : found;
}

export const isOver = ({ phase }: Pick<SandboxFields, 'phase'>): boolean => phase === 'stopped' || phase === 'failed';

/** What it does, in a word. */
export const PHASES: Readonly<Record<string, string>> = {
  ...{ playing: 'Playing', paused: 'Paused', seeking: 'Seeking', ended: 'At its end', stopped: 'Stopped' },
  failed: 'Ended',
};

/** Its numbers up to its virtual time. */
export function figuresOf(replay: SandboxFields): readonly { readonly label: string; readonly text: string }[] {
  return [
    { label: 'Packets', text: `${formatCount(replay.packets)} of ${formatCount(replay.packetsInAll)}` },
    { label: 'On the wire', text: formatBytes(replay.bytes) },
    { label: 'Flows open', text: formatCount(replay.flowsOpen) },
    { label: 'Flows ended', text: formatCount(replay.flowsEnded) },
    { label: 'Lookups', text: formatCount(replay.lookups) },
    { label: 'Alerts', text: formatCount(replay.alerts) },
  ];
}

const ENDS: Readonly<Record<string, string>> = {
  ...{ fin: 'closed', rst: 'reset', idle: 'silence', evicted: 'evicted', captureEnd: 'end of the capture' },
};

/** What a row of a flow shows, and what it opens to. */
export function flowRow(flow: SandboxFlow, zone: Zone) {
  const seconds = (Date.parse(flow.last) - Date.parse(flow.first)) / 1000;
  return {
    flow,
    id: `f${flow.flow}`,
    time: formatClock(Date.parse(flow.first), zone, true),
    app: protocolName(flow.app === '' ? flow.proto : flow.app),
    size: formatBytes(flow.srcBytes + flow.dstBytes),
    packets: formatCount(flow.srcPackets + flow.dstPackets),
    state: flow.ended === null ? 'open' : (ENDS[flow.ended] ?? flow.ended),
    facts: [
      { label: 'Transport', text: flow.proto },
      { label: 'State', text: [flow.state, flow.history].filter(Boolean).join(' ') || '—' },
      { label: 'Last packet', text: formatClock(Date.parse(flow.last), zone, true) },
      { label: 'Duration', text: formatDuration(seconds) },
      { label: 'Sent', text: `${formatCount(flow.srcPackets)} packets, ${formatBytes(flow.srcBytes)}` },
      { label: 'Answered', text: `${formatCount(flow.dstPackets)} packets, ${formatBytes(flow.dstBytes)}` },
      { label: 'Retransmissions', text: formatCount(flow.retransmissions) },
      { label: 'Round trip', text: flow.rttSeconds === null ? '—' : formatDuration(flow.rttSeconds) },
    ],
  };
}

/** What a row of an alert shows, and what it opens to. */
export function alertRow(alert: SandboxAlert, zone: Zone) {
  return {
    alert,
    id: `a${alert.id}`,
    time: formatClock(Date.parse(alert.first), zone),
    facts: [
      { label: 'Measured', text: `${formatCount(alert.value)} ${alert.unit}, from ${formatCount(alert.threshold)} on` },
      { label: 'Rule', text: `${alert.rule}, version ${alert.ruleVersion}` },
      { label: 'Last', text: formatClock(Date.parse(alert.last), zone) },
      { label: 'Episode', text: alert.ended ? 'over' : 'goes on' },
    ],
  };
}
