import type { ActAudited } from '@wireledger/events';
import type { JsonObject } from '@wireledger/event-sourcing';

type Audited = ReturnType<(typeof ActAudited)['create']>['data'];

/** Who acted, as the log keeps it. */
export type Who = Audited['who'];
/** A change, a sign-in, a read of what is sensitive, a file that left. */
export type ActKind = Audited['kind'];
export type ActResult = Audited['result'];
export type ActOrigin = Audited['origin'];
export type ActTarget = NonNullable<Audited['target']>;

/** An act as it begins. */
export interface Act {
  readonly act: string;
  readonly operation: string;
  readonly kind: ActKind;
  readonly permission: string | null;
  readonly who: Who;
  readonly origin: ActOrigin;
  readonly target: ActTarget | null;
  readonly reason: string | null;
  /** Of the request; the facts that it causes carry the same. */
  readonly correlationId: string;
}

/** What became of it. */
export interface Outcome {
  readonly result: ActResult;
  readonly code: string | null;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly caused: Audited['caused'];
}

/** Nothing changed. */
export const refusal = (result: ActResult, code: string | null): Outcome => ({
  ...{ result, code, before: null, after: null, caused: [] },
});
