import type { EventLog } from '@wireledger/event-sourcing';
import type { Places } from '@wireledger/filter';
import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';

import { migrateReadModels } from '../migrate';
import { ReadModels } from '../read-models';

/** A PostgreSQL server of one spec file; each {@link open} gets a migrated database of its own. */
export class TestReadModels {
  private databases = 0;
  private readonly opened: ReadModels[] = [];

  private constructor(private readonly server: TestPostgres) {}

  static async start(): Promise<TestReadModels> {
    return new TestReadModels(await startTestPostgres());
  }

  async database(): Promise<string> {
    const { host, port, user, password, database } = await this.server.createDatabase(`rm_${++this.databases}`);
    const connection = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
    await migrateReadModels(connection);
    return connection;
  }

  async open(log: EventLog, connection?: string, places?: Places): Promise<ReadModels> {
    const models = await ReadModels.open({
      ...{ connection: connection ?? (await this.database()), poolSize: 4, log },
      ...(places && { places }),
    });
    this.opened.push(models);
    return models;
  }

  async stop(): Promise<void> {
    await Promise.all(this.opened.map((models) => models.close()));
    await this.server.stop();
  }
}

/** Steps a projection until it has nothing more to do; answers why it stopped. */
export async function followToEnd(models: ReadModels, name: string): Promise<'idle' | 'halted'> {
  const follower = models.follower(name);
  for (;;) {
    const step = await follower.step();
    if (step === 'idle' || step === 'halted') return step;
  }
}

/** All projections to the end of the log. */
export async function followAllToEnd(models: ReadModels): Promise<void> {
  for (const { name } of models.projections) {
    const end = await followToEnd(models, name);
    if (end !== 'idle')
      throw new Error(`${name} is ${end}: ${(await models.health()).find((h) => h.name === name)?.error}`);
  }
}
