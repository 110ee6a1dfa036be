import { EmbeddedPostgres } from '../embedded-postgres';
import type { EmbeddedPostgresError } from '../embedded-postgres-error';

/** Program of `child-supervisor.ts`: supervises a server until its standard input ends; says one line of JSON. */
async function main([dataDir = '', stateRoot = '']: string[]): Promise<void> {
  const lines: string[] = [];
  const say = (report: object) => process.stdout.write(`${JSON.stringify({ ...report, lines })}\n`);
  const onLog = (line: string) => lines.push(line);
  try {
    const server = await EmbeddedPostgres.start({
      dataDir,
      onLog,
      settings: { fsync: false },
      ...(stateRoot ? { stateRoot } : {}),
    });
    say({ connection: server.connection, root: server.state.root, server: server.pid });
    process.stdin.resume().once('end', () => void server.stop());
  } catch (error) {
    const { fault, message } = error as EmbeddedPostgresError;
    say({ fault, message });
  }
}

void main(process.argv.slice(2));
