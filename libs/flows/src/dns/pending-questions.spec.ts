import { DnsReader } from '@wireledger/decoders';
import type { DnsTransaction } from './dns-recorder';
import { PendingQuestions } from './pending-questions';

/** A query for a name of one label. */
function read(id: number, label: string, qtype = 1): DnsReader {
  const name = Buffer.concat([Buffer.from([label.length]), Buffer.from(label), Buffer.from([0])]);
  const message = Buffer.concat([Buffer.alloc(12), name, Buffer.from([0, qtype, 0, 1])]);
  message.writeUInt16BE(id, 0);
  message.writeUInt16BE(1, 4);
  const reader = new DnsReader();
  expect(reader.read(message, 0, message.length)).toBe(true);
  return reader;
}

function question(reader: DnsReader, flow: number): DnsTransaction {
  const { id, qtype, qclass, flags } = reader;
  return {
    ...{ flow, id, qtype, qclass, flags, name: reader.nameText(), raw: '' },
    ...{ time: 0, last: 0, client: '', server: '', clientPort: 0, serverPort: 53, proto: 17, service: 'dns' },
    ...{ queries: 1, queryBytes: 0, due: 0 },
  };
}

function waiting(...asked: readonly (readonly [reader: DnsReader, flow: number])[]) {
  const pending = new PendingQuestions();
  for (const [reader, flow] of asked) pending.add(reader, question(reader, flow));
  return pending;
}
const allOf = (pending: PendingQuestions) => {
  const names: string[] = [];
  for (let next = pending.takeOldest(); next; next = pending.takeOldest()) names.push(next.name);
  return names;
};

describe('questions that wait', () => {
  it('are told apart by flow, id, name and type', () => {
    const pending = waiting([read(7, 'a'), 1]);
    expect(pending.find(read(7, 'a'), 1)?.name).toBe('a');
    for (const [reader, flow] of [
      [read(7, 'a'), 2],
      [read(8, 'a'), 1],
      [read(7, 'b'), 1],
      [read(7, 'a', 28), 1],
    ] as const)
      expect(pending.find(reader, flow)).toBeNull();
    // Flow and id make one number.
    expect(waiting([read(0, 'a'), 2]).find(read(65_535, 'a'), 1)).toBeNull();
  });

  it('are several with one flow and id, each found when the others are gone', () => {
    const names = ['a', 'b', 'c', 'd'];
    for (const gone of names) {
      const pending = waiting(...names.map((name) => [read(0, name), 1] as const));
      expect(pending.take(read(0, gone), 1)?.name).toBe(gone);
      expect(pending.take(read(0, gone), 1)).toBeNull();
      expect(pending.size).toBe(3);
      // Another one comes to where the first had been.
      pending.add(read(0, 'e'), question(read(0, 'e'), 1));
      const left = [...names.filter((name) => name !== gone), 'e'];
      for (const name of left) expect(pending.find(read(0, name), 1)?.name).toBe(name);
      expect(allOf(pending)).toEqual(left);
      expect([pending.size, pending.oldest]).toEqual([0, null]);
    }
  });

  it('are given up in the order in which they came', () => {
    const pending = waiting([read(1, 'a'), 1], [read(1, 'b'), 1], [read(2, 'c'), 1], [read(1, 'd'), 2]);
    pending.take(read(2, 'c'), 1);
    expect(pending.oldest?.name).toBe('a');
    expect(allOf(pending)).toEqual(['a', 'b', 'd']);
    pending.add(read(1, 'a'), question(read(1, 'a'), 1));
    expect(allOf(pending)).toEqual(['a']);
  });
});
