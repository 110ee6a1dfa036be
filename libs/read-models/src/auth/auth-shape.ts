import type { AuthOutcome } from '@wireledger/events';

import type { FactRow } from '../facts/fact-model';
import { factShape, type FactShape, said } from '../facts/fact-shape';

/** A row of `auth_attempt`. */
export interface AuthRow extends FactRow {
  readonly service: string;
  readonly mechanism: string;
  readonly account: string;
  readonly outcome: string;
  readonly attempts: number;
  readonly cleartext: boolean;
  readonly code: number;
  readonly client_software: string;
  readonly server_software: string;
}

export interface AuthAttemptShape extends FactShape {
  readonly service: string;
  readonly mechanism: string;
  readonly user: string | null;
  readonly outcome: AuthOutcome;
  /** Attempts in it; of SSH as many as the sizes tell of. */
  readonly count: number;
  /** The secret crossed the wire readable. */
  readonly cleartext: boolean;
  readonly code: number | null;
  readonly clientSoftware: string | null;
  readonly serverSoftware: string | null;
}

/** The attempt as the API shows it. */
export function authShape(row: AuthRow): AuthAttemptShape {
  return {
    ...factShape(row),
    service: row.service,
    mechanism: row.mechanism,
    user: said(row.account),
    outcome: row.outcome as AuthOutcome,
    count: row.attempts,
    cleartext: row.cleartext,
    code: row.code === 0 ? null : row.code,
    clientSoftware: said(row.client_software),
    serverSoftware: said(row.server_software),
  };
}
