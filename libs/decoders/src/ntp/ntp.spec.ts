import { looksLikeNtp, readNtp } from './ntp';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const read = (bytes: Buffer) => readNtp(bytes, 0, bytes.length);

/** Of tunnel-gre.pcap and benign-firefox.pcap. */
const QUESTION = hex(
  '230b06ef00000000000002d67f7f0101c290f0ecd9a78f25c290f0c76aeb2000c290f0b6fe03b3e9c290f0f5d98dac25',
);
const ANSWER = hex('240206ee000003bc000002e4cdbcb921c290f098e430a000c290f0f5d98dac25c290f1093be6f000c290f1093bf88000');
const SIGNED = hex(
  '23020ae80000001e000008cd0a51fecade113d6ff45103ebddd6a7b7715095e4ddd6a7b7805dbec4de113fed61c6411a00000000',
);
const zeros = (head: string, length: number): Buffer =>
  Buffer.concat([hex(head), Buffer.alloc(length - head.length / 2)]);

describe('NTP', () => {
  it.each<[string, Buffer, Record<string, unknown>]>([
    ['a question', QUESTION, { version: 4, mode: 3, stratum: 11, reference: '127.127.1.1' }],
    ['an answer', ANSWER, { version: 4, mode: 4, stratum: 2, reference: '205.188.185.33' }],
    ['one with more behind', SIGNED, { version: 4, mode: 3, stratum: 2, reference: '10.81.254.202' }],
    ['a primary server', zeros('1c01000000000000000000004750530000', 48), { version: 3, mode: 4, stratum: 1, reference: 'GPS' }],
    ['a kiss of death', zeros('24000000000000000000000052415445', 48), { stratum: 0, reference: 'RATE' }],
    ['monlist, asked for', hex('1700032a00000000'), { version: 2, mode: 7, stratum: -1, isMonlist: true }],
    ['another private request', hex('1700030000000000'), { mode: 7, isMonlist: false }],
    ['a control message', hex('160200010000000000000000'), { version: 2, mode: 6, reference: '' }],
  ])('reads %s', (_what, bytes, expected) => {
    expect(read(bytes)).toMatchObject(expected);
  });

  it.each([
    ['short', QUESTION.subarray(0, 47)],
    ['of version 0', zeros('03', 48)],
    ['of version 5', zeros('2b', 48)],
    ['of mode 0', zeros('20', 48)],
    ['of stratum 17', zeros('2411', 48)],
    ['empty', Buffer.alloc(0)],
  ])('takes nothing that is %s', (_what, bytes) => {
    expect(read(bytes)).toBeNull();
  });

  it('is known by its content', () => {
    for (const bytes of [QUESTION, ANSWER]) expect(looksLikeNtp(bytes, 0, bytes.length)).toBe(true);
    // A client that keeps its time to itself, and other datagrams of 48 bytes.
    for (const bytes of [zeros('23', 48), Buffer.alloc(48, 0x23), Buffer.alloc(48), QUESTION.subarray(0, 40)])
      expect(looksLikeNtp(bytes, 0, bytes.length)).toBe(false);
  });
}); // prettier-ignore
