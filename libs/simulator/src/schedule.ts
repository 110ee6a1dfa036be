import type { Conversation, SentFrame } from './frame';

/** A conversation that begins at a time; none of its frames is earlier. */
export interface Arrival {
  readonly atUs: number;
  readonly conversation: Conversation;
}

/** A source of conversations, in the order of their beginning; may go on for ever. */
export type Arrivals = Iterator<Arrival, unknown, undefined>;

interface Entry {
  readonly timeUs: number;
  /** Breaks ties: what was entered first comes first. */
  readonly order: number;
  readonly frame: SentFrame | null;
  readonly conversation: Conversation;
  /** Where the next arrival comes from; null when this entry is a frame. */
  readonly arrivals: Arrivals | null;
}

/** Merges conversations into one stream of frames in the order of time, holding only those that are running. */
export class Schedule {
  private readonly heap: Entry[] = [];
  private entered = 0;

  add(arrivals: Arrivals): void {
    const next = arrivals.next();
    if (next.done) return;
    this.push({
      timeUs: next.value.atUs,
      order: this.entered++,
      frame: null,
      conversation: next.value.conversation,
      arrivals,
    });
  }

  /** Frames with a time before `untilUs`. */
  *frames(untilUs: number): Generator<SentFrame, void, undefined> {
    for (let entry = this.pop(); entry && entry.timeUs < untilUs; entry = this.pop()) {
      if (entry.frame) yield entry.frame;
      if (entry.arrivals) this.add(entry.arrivals);
      const next = entry.conversation.next();
      if (next.done) continue;
      const { conversation } = entry;
      this.push({ timeUs: next.value.timeUs, order: this.entered++, frame: next.value, conversation, arrivals: null });
    }
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(entry, heap[parent] as Entry)) break;
      heap[at] = heap[parent] as Entry;
      at = parent;
    }
    heap[at] = entry;
  }

  private pop(): Entry | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (!last || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      if (!before(heap[child] as Entry, last)) break;
      heap[at] = heap[child] as Entry;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.timeUs < b.timeUs || (a.timeUs === b.timeUs && a.order < b.order);
}
