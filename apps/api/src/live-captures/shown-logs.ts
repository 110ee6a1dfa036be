import { formatTime } from '@wireledger/kernel';

import type { LineCount, LogCollector } from '../schema/log-collectors';
import type { RunningLogs } from './live-sensor';

const counted = (of: Readonly<Record<string, number>>): LineCount[] =>
  Object.entries(of)
    .filter(([, lines]) => lines > 0)
    .sort(([a, some], [b, others]) => others - some || (a < b ? -1 : 1))
    .map(([reason, lines]) => ({ reason, lines }));

/** A collector of logs as the API shows it. */
export const shownLogs = ({ others, bad, reachedUs, ...logs }: RunningLogs): LogCollector => ({
  ...logs,
  ...{ unused: counted(others), rejected: counted(bad), newest: reachedUs === null ? null : formatTime(reachedUs) },
});
