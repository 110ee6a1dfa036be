/** The core of the flow table: what most packets need, in one module without objects. Compiled by `npm run flow-core`. */
import { openIndex, reserveIndex } from './flow-index';
import { growStore, hasRoom, openStore } from './flow-store';
import { openWheel } from './timing-wheel';

export { capacity, live, rareAt, release, take, wordsAt } from './flow-store';
export { setApps, setRecording, setTimeouts, setWatching } from './memory';
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
export { next, openRun, setShift } from './records';

/** @param most flows that may live at once */
export function open(most: i32): void {
  openStore(most);
  openIndex();
  openWheel();
}

/** The memory does not grow while so many more flows begin: until then what it holds can be read in place. */
export function reserve(flows: i32): void {
  if (!hasRoom(flows)) growStore();
  reserveIndex(flows);
}
