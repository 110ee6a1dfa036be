import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import type { EventLog } from '@wireledger/event-sourcing';
import { migrateReadModels, ReadModels } from '@wireledger/read-models';

/** A PostgreSQL of one spec file; each log gets read models of its own. */
export class DictionaryServer {
  private opened: ReadModels[] = [];
  private databases = 0;

  private constructor(private readonly server: TestPostgres) {}

  static async start(): Promise<DictionaryServer> {
    return new DictionaryServer(await startTestPostgres());
  }

  async open(log: EventLog): Promise<ReadModels> {
    const { host, port, user, password, database } = await this.server.createDatabase(`observed_${++this.databases}`);
    const connection = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
    await migrateReadModels(connection);
    const models = await ReadModels.open({ connection, poolSize: 3, log });
    this.opened.push(models);
    return models;
  }

  async stop(): Promise<void> {
    await Promise.all(this.opened.map((models) => models.close()));
    await this.server.stop();
  }
}

/** Follows projections until they have nothing more to do. */
export async function followed(models: ReadModels, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const follower = models.follower(name);
    for (let step = await follower.step(); step !== 'idle'; step = await follower.step())
      if (step === 'halted') throw new Error(`${name} halted: ${JSON.stringify(await models.health())}`);
  }
}
