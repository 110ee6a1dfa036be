import { EventCatalogue, type EventLog } from '@wireledger/event-sourcing';
import { eventLogContract, sealedLogs } from '@wireledger/event-sourcing/testing';

import { EventStoreDbLog } from './event-store-db-log';
import { startStandIn } from './testing';

const contractOver = (
  name: string,
  start: () => Promise<{ url: string; stop: () => Promise<void> }>,
  around: (log: EventLog) => EventLog = (log) => log,
) =>
  eventLogContract(name, async () => {
    const { url, stop } = await start();
    const open = async () => around(await EventStoreDbLog.open({ url, catalogue: EventCatalogue.raw }));
    const under = {
      log: await open(),
      reopen: async () => {
        await under.log.close();
        return (under.log = await open());
      },
      openSecond: open,
      dispose: async () => {
        await under.log.close();
        await stop();
      },
    };
    return under;
  });

contractOver('EventStoreDB, esdb://', async () => {
  const standIn = await startStandIn();
  return { url: standIn.url, stop: () => standIn.stop() };
});

contractOver(
  'EventStoreDB, esdb+discover://, with sealed texts',
  async () => {
    const standIn = await startStandIn();
    return { url: standIn.discoverUrl, stop: () => standIn.stop() };
  },
  sealedLogs(),
);

const realServer = process.env.EVENTSTORE_URL;
if (realServer)
  contractOver('EventStoreDB, the server at EVENTSTORE_URL', async () => ({
    url: realServer,
    stop: async () => undefined,
  }));
else console.log('not asked for: EVENTSTORE_URL');
