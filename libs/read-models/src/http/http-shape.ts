import type { FactRow } from '../facts/fact-model';
import { factShape, type FactShape, inMs, known, said } from '../facts/fact-shape';

/** A row of `http_transaction`. */
export interface HttpRow extends FactRow {
  readonly ordinal: number;
  readonly method: string;
  readonly host: string;
  readonly target: string;
  readonly target_length: number;
  readonly version: string;
  readonly user_agent: string;
  readonly referrer: string;
  readonly auth: string;
  readonly request_type: string;
  readonly response_type: string;
  readonly request_length: number;
  readonly response_length: number;
  readonly status: number;
  readonly server_software: string;
  readonly latency: number;
  readonly technologies: string;
}

export interface HttpTransactionShape extends FactShape {
  /** Number on its connection, from 1. */
  readonly order: number;
  readonly method: string | null;
  readonly host: string | null;
  readonly target: string | null;
  readonly targetLength: number;
  readonly version: string;
  readonly userAgent: string | null;
  readonly referrer: string | null;
  readonly auth: string | null;
  readonly requestType: string | null;
  readonly responseType: string | null;
  readonly requestLength: number | null;
  readonly responseLength: number | null;
  readonly status: number | null;
  readonly serverSoftware: string | null;
  readonly latencyMs: number | null;
  /** Names, in a fixed order. */
  readonly technologies: readonly string[];
}

/** The transaction as the API shows it. */
export function httpShape(row: HttpRow): HttpTransactionShape {
  return {
    ...factShape(row),
    order: row.ordinal,
    method: said(row.method),
    host: said(row.host),
    target: said(row.target),
    targetLength: row.target_length,
    version: row.version,
    userAgent: said(row.user_agent),
    referrer: said(row.referrer),
    auth: said(row.auth),
    requestType: said(row.request_type),
    responseType: said(row.response_type),
    requestLength: known(row.request_length),
    responseLength: known(row.response_length),
    status: row.status === 0 ? null : row.status,
    serverSoftware: said(row.server_software),
    latencyMs: inMs(row.latency),
    technologies: row.technologies === '' ? [] : row.technologies.split(','),
  };
}
