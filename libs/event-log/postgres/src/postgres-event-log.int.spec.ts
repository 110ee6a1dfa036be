import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { eventLogContract } from '@wireledger/event-sourcing/testing';

import { PostgresEventLog } from './postgres-event-log';

eventLogContract('embedded PostgreSQL', async () => {
  const postgres: TestPostgres = await startTestPostgres();
  const open = () => PostgresEventLog.open({ connection: postgres.connection });
  const under = {
    log: await open(),
    reopen: async () => {
      await under.log.close();
      return (under.log = await open());
    },
    openSecond: open,
    dispose: async () => {
      await under.log.close();
      await postgres.stop();
    },
  };
  return under;
});
