import type { Scope } from '@wireledger/access';

/** A scope in the form of events, with lists of its own: `domain.ScopeGranted`, `domain.TokenIssued`. */
export interface WrittenScope {
  ip?: string[];
  port?: number[];
  proto?: number[];
  sensor?: string[];
}

export const writtenScope = <S extends Scope | null>(scope: S): S extends null ? null : WrittenScope =>
  (scope && {
    ...(scope.ip ? { ip: [...scope.ip] } : {}),
    ...(scope.port ? { port: [...scope.port] } : {}),
    ...(scope.proto ? { proto: [...scope.proto] } : {}),
    ...(scope.sensor ? { sensor: [...scope.sensor] } : {}),
  }) as S extends null ? null : WrittenScope;
