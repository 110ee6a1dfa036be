/** The core of the flow table: what most packets need, in one module without objects. Compiled by `npm run flow-core`. */
import { openNames } from './distinct-names';
import { openIndex } from './flow-index';
import { openStore } from './flow-store';
import { openHellos } from './hellos';
import { openWheel } from './timing-wheel';

export { capacity, live, rareAt, take, wordsAt } from './flow-store';
export { setApps, setRecording, setStreams, setTimeouts, setWatching } from './memory';
export { takeKey } from './flow-key';
export {
  addPacket,
  begin,
  close,
  end,
  evicted,
  find,
  flowsBegun,
  last,
  nextSecond,
  recordsDue,
  start,
  wake,
} from './flow-table';
export { beginCounted } from './counted-streams';
export { distinctPairs, notePair, openPairs } from './distinct-pairs';
export { distinctNames, hasName } from './distinct-names';
export { dhcpMessages } from './dhcp';
export { countDns, dnsQueries, dnsResponses } from './dns';
export { clientHellosCounted, serverHellosCounted } from './hellos';
export { httpRequests } from './http';
export { ntpMessages } from './ntp';
export { next, openRun, setLengthAt, setShift, takenRecords } from './records';

/** @param most flows that may live at once */
export function open(most: i32): void {
  openStore(most);
  openIndex();
  openWheel();
  openNames();
  openHellos();
}
