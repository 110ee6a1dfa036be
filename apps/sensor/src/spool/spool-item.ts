import type { NewEvent } from '@wireledger/event-sourcing';

/** A batch of facts of a source, in the order in which it was cut. */
export interface BatchItem {
  readonly kind: 'batch';
  readonly source: string;
  readonly batch: number;
  /** Last packet time in it, µs. */
  readonly occ: number;
  readonly event: NewEvent;
}

/** Something that happened to a sensor or a source, in a stream of its own. */
export interface FactItem {
  readonly kind: 'fact';
  readonly stream: string;
  /** What is believed about the stream: that it is not there, that it holds one event, or nothing. */
  readonly expected: 'none' | 'first' | 'any';
  readonly event: NewEvent;
}

/** A source has ended: after everything of it nothing about it has to be remembered. */
export interface ForgetItem {
  readonly kind: 'forget';
  readonly source: string;
}

export type SpoolItem = BatchItem | FactItem | ForgetItem;

/** What an item is, without what it says: enough to know how far a source is. */
export type ItemHead = Omit<BatchItem, 'event'> | Omit<FactItem, 'event'> | ForgetItem;

/** A line that says what it is, and the event as it is appended. */
export function encodeItem(item: SpoolItem): Buffer {
  if (item.kind === 'forget') return Buffer.from(`${JSON.stringify(item)}\n`);
  const { event, ...head } = item;
  return Buffer.from(`${JSON.stringify(head)}\n${JSON.stringify(event)}`);
}

/** Of a record whose checksum was right. */
export function itemHead(body: Buffer): ItemHead {
  return JSON.parse(body.toString('utf8', 0, body.indexOf(10))) as ItemHead;
}

/** Of a record whose checksum was right. */
export function decodeItem(body: Buffer): SpoolItem {
  const head = itemHead(body);
  if (head.kind === 'forget') return head;
  return { ...head, event: JSON.parse(body.toString('utf8', body.indexOf(10) + 1)) as NewEvent };
}
