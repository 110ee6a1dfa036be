import { ChildFailed, childText } from '../child-usage';
import { INTAKE_GOALS } from '../intake/intake-goals';
import type { IntakeReport } from '../intake/run-intake-bench';
import { LIVE_GOAL } from '../live/live-goal';
import type { LiveReport } from '../live/run-live-bench';
import { ratios, spread } from '../statistics';
import type { Measured } from './measure-capture';
import { judged, type Result } from './result';

/** What is measured with a running system instead of a capture: by a bench of its own. */
export const SYSTEM_PARTS = ['live', 'intake'] as const;
export type SystemPart = (typeof SYSTEM_PARTS)[number];

/** How long packets come at the rate of goal 9: eighteen million of them. */
const LIVE_S = 60;
const ALONE = { peer: null, ratio: null } as const;

interface SystemBench {
  readonly goal: number;
  readonly args: readonly string[];
  readonly resultsOf: (report: string) => Result[];
}

const BENCHES: Readonly<Record<SystemPart, SystemBench>> = {
  live: {
    goal: 9,
    args: ['live', '--rates', String(LIVE_GOAL), '--seconds', String(LIVE_S)],
    resultsOf: (report) => liveResults(JSON.parse(report) as LiveReport),
  },
  intake: {
    goal: 16,
    args: ['intake'],
    resultsOf: (report) => intakeResults(JSON.parse(report) as IntakeReport),
  },
};

/** Runs the bench of a part; one that cannot measure here is a line about why. */
export function measureSystem(part: SystemPart): Measured {
  const { goal, args, resultsOf } = BENCHES[part];
  try {
    const report = childText(process.execPath, [process.argv[1] as string, 'bench', ...args, '--json']);
    return { results: resultsOf(report), failures: [] };
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    const why = error.message.split('\n').filter((line) => line.trim() !== '');
    return { results: [], failures: [`goal ${goal} not measured: ${why.join(' ')}`] };
  }
}

/** The line about a part that was not asked for. */
export const notAsked = (part: SystemPart): string =>
  `${part}: not asked for (--${part}): goal ${BENCHES[part].goal} not measured`;

/** Goal 9: the sender comes to the rate, and nothing of what came is lost. */
export function liveResults({ rates, driver }: Pick<LiveReport, 'rates' | 'driver'>): Result[] {
  return rates.flatMap(({ asked, offered, arrived, dropped }) => [
    judged({
      ...ALONE,
      goal: 9,
      metric: `live through ${driver}, sent where ${asked} a second were asked for`,
      unit: 'packets/s',
      ours: spread([Math.round(offered)]),
      bound: { atLeast: LIVE_GOAL },
    }),
    judged({
      ...ALONE,
      goal: 9,
      metric: `live through ${driver}, lost of ${arrived}, facts appended to a log`,
      unit: 'packets',
      ours: spread([dropped]),
      bound: { atMost: 0 },
    }),
  ]);
}

/** Goal 16: times of answers, and beside those of a server that inserts a row a request. */
export function intakeResults({ intake, inserts, perSecond }: Omit<IntakeReport, 'machine' | 'seconds'>): Result[] {
  const metric = `events by HTTP, ${perSecond} requests a second, p99 of answers`;
  const ours = intake.map(({ p99 }) => p99);
  const theirs = inserts.map(({ p99 }) => p99);
  const common = { goal: 16, metric, unit: 'ms', ours: spread(ours) } as const;
  return [
    judged({ ...common, ...ALONE, bound: { atMost: INTAKE_GOALS.p99 } }),
    judged({
      ...common,
      peer: { name: 'a row a request', ...spread(theirs) },
      ratio: spread(ratios(theirs, ours)),
      bound: { atLeast: INTAKE_GOALS.ratio },
    }),
  ];
}
