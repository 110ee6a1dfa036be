import { HALF_LIFE_S, LEAST_CONFIDENCE, SCORE_WINDOW_S, THREAT_LEVELS } from '@wireledger/detectors/score';

import { severityName } from '../alerts/alert-row';
import { alertsAt } from '../alerts/alert-where';
import type { Database } from '../database';
import { viewpoint } from '../runner/viewpoint';
import { readAddress } from '../sql/addresses';
import { readFirst } from '../sql/page';
import { Params } from '../sql/params';
import { shownTime } from '../sql/range';
import { readInstant } from './threat-level-query';

const MAX_HOSTS = 100;
/** Alerts of a host that are told one by one. */
const MAX_PIECES = 20;

export interface HostScoresArgs {
  /** The moment of the score, RFC 3339; now when absent. */
  readonly at?: string | null;
  /** One host alone. */
  readonly address?: string | null;
  readonly sensor?: string | null;
  readonly first?: number | null;
  readonly asOf?: string | null;
}

/** What one alert adds. */
export interface ScorePieceShape {
  readonly alert: string;
  readonly rule: string;
  readonly title: string;
  readonly kind: string;
  readonly severity: string;
  readonly last: string;
  /** 0 to 1, by severity. */
  readonly threatLevel: number;
  /** 0.5 to 1. */
  readonly confidence: number;
  /** Share that is left of it at the moment, 0 to 1. */
  readonly left: number;
  /** Threat level × confidence × what is left. */
  readonly points: number;
}

export interface HostScoreShape {
  readonly address: string;
  readonly score: number;
  readonly alerts: number;
  readonly rules: number;
  /** The gravest of them. */
  readonly severity: string;
  readonly last: string;
  /** The twenty that add most. */
  readonly pieces: readonly ScorePieceShape[];
}

interface ScoreRow {
  readonly address: string;
  readonly score: number;
  readonly alerts: number;
  readonly rules: number;
  readonly severity: number;
  readonly last: number;
  readonly pieces: readonly (Omit<ScorePieceShape, 'severity' | 'last'> & { severity: number; last: number })[];
}

/** `threatLevel`, `confidence` and what is left, as SQL: the same as `evidence-score` of the detectors says. */
const LEVEL = `(ARRAY[${THREAT_LEVELS.join(', ')}]::float8[])[v.severity + 1]`;
const VALUE = "(v.measure->>'value')::float8";
const THRESHOLD = "(v.measure->>'threshold')::float8";
const CONFIDENCE = `CASE WHEN ${THRESHOLD} > 0 AND ${VALUE} > ${THRESHOLD}
  THEN least(1, ${LEAST_CONFIDENCE} + ${1 - LEAST_CONFIDENCE} * log(${VALUE} / ${THRESHOLD})) ELSE ${LEAST_CONFIDENCE} END`;
const left = (at: string) => `power(2, -greatest(0, ${at} - v.last)::float8 / ${HALF_LIFE_S * 1e6})`;

/** Verdicts that take an alert out of the score. */
const HARMLESS = "v.status = 'closed' AND v.close_reason IN ('benign', 'falsePositive', 'duplicate', 'test')";

/**
 * Hosts by accumulated evidence, the highest score first: the sum of threat level × confidence of the alerts of the 24 hours before, fading by
 * half in six hours. What was closed as harmless, or is suppressed, adds nothing. @throws DomainError BAD_USER_INPUT
 */
export async function hostScores(db: Database, args: HostScoresArgs): Promise<HostScoreShape[]> {
  const view = await viewpoint(db, args.asOf);
  const moment = args.at === null || args.at === undefined ? Math.floor(view.now) : readInstant(args.at);
  const limit = readFirst(args.first, 20, MAX_HOSTS);
  const params = new Params();
  const from = await alertsAt(db, params, view, args.sensor ? [args.sensor] : null);
  const at = `${params.of(moment)}::int8`;
  const one = args.address ? `coalesce(a.src, a.dst) = ${params.of(readAddress(args.address))}::text` : 'true';
  const rows = await db.rows<ScoreRow>(
    `WITH piece AS (
       SELECT coalesce(a.src, a.dst) AS address, a.id AS alert, a.rule, a.rule_name AS title, a.kind, v.severity, v.last,
         ${LEVEL} AS "threatLevel", ${CONFIDENCE} AS confidence, ${left(at)} AS "left"
       FROM ${from} AND a.kind <> 'host_score' AND NOT q.suppressed AND NOT coalesce(${HARMLESS}, false)
         AND v.first <= ${at} AND v.last >= ${at} - ${SCORE_WINDOW_S * 1e6} AND v.severity > 0
         AND pg_input_is_valid(coalesce(a.src, a.dst), 'inet') AND ${one}
     ), pointed AS (
       SELECT p.*, "threatLevel" * confidence * "left" AS points FROM piece p
     ), ranked AS (
       SELECT p.*, row_number() OVER (PARTITION BY address ORDER BY points DESC, alert) AS place FROM pointed p
     )
     SELECT address, sum(points) AS score, count(*)::int4 AS alerts, count(DISTINCT rule)::int4 AS rules, max(severity)::int4 AS severity,
       max(last) AS last,
       jsonb_agg(to_jsonb(r) - 'place' - 'address' ORDER BY points DESC, alert) FILTER (WHERE place <= ${MAX_PIECES}) AS pieces
     FROM ranked r GROUP BY address ORDER BY score DESC, address LIMIT ${limit}`,
    params,
  );
  return rows.map(scoreShape);
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;

const scoreShape = ({ severity, last, score, pieces, ...row }: ScoreRow): HostScoreShape => ({
  ...{ ...row, score: hundredths(score), severity: severityName(severity), last: shownTime(last) },
  pieces: pieces.map((piece) => ({
    ...piece,
    ...{ severity: severityName(piece.severity), last: shownTime(piece.last) },
    ...{ confidence: hundredths(piece.confidence), left: hundredths(piece.left), points: hundredths(piece.points) },
  })),
});
