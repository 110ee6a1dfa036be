import { formatTime } from '@wireledger/kernel';
import {
  type BacktestAlert as AlertShape,
  type BacktestResult as ResultShape,
  type BacktestShape,
  evidenceShape,
} from '@wireledger/read-models';

import type { Backtest, BacktestAlert, BacktestResult } from '../schema/backtests';

const timeOrNull = (us: number | null): string | null => (us === null ? null : formatTime(us));

/** A back-test as the API shows it. */
export const shownBacktest = ({ result, askedAt, from, to, ...rest }: BacktestShape): Backtest => ({
  ...rest,
  ...{ askedAt: formatTime(askedAt), from: formatTime(from), to: formatTime(to) },
  result: result && shownResult(result),
});

const NONE = { would: 0, did: 0 };

const shownResult = ({
  from,
  to,
  days,
  severities,
  entities,
  alerts,
  verdicts = [],
  suppressed = NONE,
  ...rest
}: ResultShape): BacktestResult => ({
  ...rest,
  suppressed,
  ...{ from: timeOrNull(from), to: timeOrNull(to) },
  days: days.map(({ day, ...counts }) => ({ key: day, ...counts })),
  severities: severities.map(({ severity, ...counts }) => ({ key: severity, ...counts })),
  verdicts: verdicts.map(({ verdict, ...counts }) => ({ key: verdict, ...counts })),
  entities: entities.map(({ entity, ...counts }) => ({ key: entity, ...counts })),
  alerts: alerts.map(shownAlert),
});

const shownAlert = ({
  recordedAt,
  first,
  last,
  evidence,
  verdict,
  suppressed,
  ...rest
}: AlertShape): BacktestAlert => ({
  ...rest,
  ...{ verdict: verdict ?? null, suppressed: suppressed ?? false },
  ...{ recordedAt: formatTime(recordedAt), first: formatTime(first), last: formatTime(last) },
  evidence: evidence.map((record) => evidenceShape(record)),
});
