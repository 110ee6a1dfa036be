import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'pg';

/** The same statement as often as a service of this kind is usually written: one row, one commit, a request. */
const INSERT = 'insert into bench_intake.event (data) values ($1) returning id';
const TABLE = `
create schema if not exists bench_intake;
create table if not exists bench_intake.event (
  id uuid primary key default gen_random_uuid(), at timestamptz not null default now(), data jsonb not null)`;
const CONNECTIONS = 10;
/** As long as the API keeps an idle connection; after the 5 s of a bare server a load loses those that it did not need. */
const IDLE_MS = 65_000;

/**
 * What the intake is compared with: an HTTP server that parses the body and inserts it, durably, before it answers 202. It does nothing else: no
 * tokens, no shapes, no limits, no audit.
 */
export async function serveInserts(databaseUrl: string): Promise<{ readonly port: number; close(): Promise<void> }> {
  const pool = new Pool({ connectionString: databaseUrl, max: CONNECTIONS });
  pool.on('error', () => undefined); // an idle connection was lost; the pool makes a new one
  await pool.query(TABLE);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      insert(pool, Buffer.concat(chunks).toString('utf8')).then(
        (text) => answer(202, text),
        () => answer(500, '{}'),
      );
    });
    const answer = (status: number, text: string) =>
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length }).end(text);
  });
  server.keepAliveTimeout = IDLE_MS;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => closed(server, pool) };
}

async function insert(pool: Pool, body: string): Promise<string> {
  const data = JSON.stringify(JSON.parse(body) as unknown);
  const { rows } = await pool.query<{ id: string }>({ name: 'insert', text: INSERT, values: [data] });
  return JSON.stringify({ ids: rows.map(({ id }) => id) });
}

async function closed(server: Server, pool: Pool): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await pool.end();
}
