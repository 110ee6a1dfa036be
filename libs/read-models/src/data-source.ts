import { type Pool, type PoolConfig, types } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';

import { SensorEntity, SourceEntity, SourceSpanEntity } from './sensors/sensor-entities';

/** What is small enough to be read through repositories; telemetry is read and written set by set. */
export const ENTITIES = [SensorEntity, SourceEntity, SourceSpanEntity];

/** Where the read models live. TypeORM changes nothing there but by the migrations of `migrateReadModels`. */
export const SCHEMA = { type: 'postgres', schema: 'rm', synchronize: false, installExtensions: false } as const;

const INT8 = 20;
const FLOAT8 = 701;
const INET = 869;

/** int8 as number: µs up to the year 2255 and counters are exact; inet stays text. */
function parseType(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === INT8 || oid === FLOAT8) return Number;
  if (oid === INET) return (text) => text;
  return types.getTypeParser(oid, format) as (value: string) => unknown;
}

/** Settings of every connection of this source alone: types as above, no endless transaction. */
const CONNECTION = {
  types: { getTypeParser: parseType as typeof types.getTypeParser },
  idle_in_transaction_session_timeout: 60_000,
  connectionTimeoutMillis: 10_000,
  keepAlive: true,
  // A client in use has no listener but its user's, and between two statements nobody asks it anything: a server that went
  // away then would end the process. The next statement on it fails and tells.
  onConnect: (client) => void client.on('error', () => undefined),
} as const satisfies PoolConfig;

/**
 * Connections that survive a restart of the server: an idle one that breaks is dropped and reported, the next query opens
 * another. `connection` is a `postgres://` address; `?host=/dir` names a socket.
 */
export function openDataSource(connection: string, size: number, onError: (error: Error) => void): Promise<DataSource> {
  const source = new DataSource({
    ...SCHEMA,
    url: connection,
    entities: ENTITIES,
    logging: false,
    applicationName: 'wireledger',
    poolSize: size,
    poolErrorHandler: onError,
    extra: CONNECTION,
  });
  return source.initialize();
}

/** The pool that the source's repositories share with COPY and the set-based statements. */
export const poolOf = (source: DataSource): Pool => (source.driver as PostgresDriver).master as Pool;
