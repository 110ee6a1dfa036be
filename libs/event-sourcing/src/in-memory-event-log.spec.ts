import { EventCatalogue } from './event-catalogue';
import type { EventLog } from './event-log';
import { InMemoryEventLog, InMemoryStore } from './in-memory-event-log';
import { eventLogContract, sealedLogs } from './testing';

const contractOver = (name: string, around: (log: EventLog) => EventLog): void =>
  eventLogContract(name, async () => {
    const store = new InMemoryStore();
    const open = async () => around(new InMemoryEventLog({ store, catalogue: EventCatalogue.raw }));
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

contractOver('in memory', (log) => log);
contractOver('in memory, with sealed texts', sealedLogs());
