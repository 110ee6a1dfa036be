import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';
import { migrateReadModels, ReadModels } from '@wireledger/read-models';

import { TestApi } from './test-api';

/** An API over real read models of a log in memory. What it writes is answered once a projection has followed. */
export class ModelApi {
  private constructor(
    private readonly server: TestPostgres,
    readonly models: ReadModels,
    readonly log: InMemoryEventLog,
    readonly api: TestApi,
  ) {}

  static async start(): Promise<ModelApi> {
    const server = await startTestPostgres();
    const { host, port, user, password, database } = server.connection;
    const connection = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
    await migrateReadModels(connection);
    const log = new InMemoryEventLog({ catalogue: eventCatalogue() });
    const models = await ReadModels.open({ connection, poolSize: 4, log });
    const realReadModels = {
      queries: models.queries as never,
      projections: () => models.health(),
      ping: () => models.ping(),
    };
    return new ModelApi(server, models, log, await TestApi.start({ log, realReadModels }));
  }

  /** Until a projection is where the log is. */
  async follow(projection: Parameters<ReadModels['follower']>[0]): Promise<void> {
    const follower = this.models.follower(projection);
    while ((await follower.step()) !== 'idle');
  }

  async stop(): Promise<void> {
    await this.api.stop();
    await this.models.close();
    await this.server.stop();
  }
}
