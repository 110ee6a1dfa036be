import { EventCatalogue } from './event-catalogue';
import { InMemoryEventLog, InMemoryStore } from './in-memory-event-log';
import { eventLogContract } from './testing';

eventLogContract('in memory', async () => {
  const store = new InMemoryStore();
  const open = async () => new InMemoryEventLog({ store, catalogue: EventCatalogue.raw });
  const under = {
    log: await open(),
    reopen: async () => {
      await under.log.close();
      return (under.log = await open());
    },
    openSecond: open,
    dispose: () => under.log.close(),
  };
  return under;
});
