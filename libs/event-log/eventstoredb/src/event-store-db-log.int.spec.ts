import { EventCatalogue } from '@wireledger/event-sourcing';
import { eventLogContract } from '@wireledger/event-sourcing/testing';

import { EventStoreDbLog } from './event-store-db-log';
import { startStandIn } from './testing';

const contractOver = (name: string, start: () => Promise<{ url: string; stop: () => Promise<void> }>) =>
  eventLogContract(name, async () => {
    const { url, stop } = await start();
    const open = () => EventStoreDbLog.open({ url, catalogue: EventCatalogue.raw });
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

contractOver('EventStoreDB, esdb+discover://', async () => {
  const standIn = await startStandIn();
  return { url: standIn.discoverUrl, stop: () => standIn.stop() };
});

const realServer = process.env.EVENTSTORE_URL;
if (realServer)
  contractOver('EventStoreDB, the server at EVENTSTORE_URL', async () => ({
    url: realServer,
    stop: async () => undefined,
  }));
else console.log('not asked for: EVENTSTORE_URL');
