import { appBy } from '@wireledger/events/telemetry';
import { talk, ENDS } from '../testing/conversation';
import { rows, run, udp, type Happening } from '../testing/frames';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const QUESTION = Buffer.from('123401000001000000000000' + '0377777707657861' + '6d706c650000010001', 'hex');

function told(happenings: Iterable<Happening>) {
  const { batches, pipeline } = run(happenings);
  const flow = rows(batches, 'flow').at(-1);
  return [flow?.app, appBy(flow?.marks ?? 0), pipeline.counters.dns_queries];
}
const over = (payload: Buffer, dport: number): Happening[] => [[0, udp({ ...ENDS, dport }, payload)]];

describe('applications are known by their first bytes, on any port', () => {
  it.each<[string, Buffer, number]>([
    ['ssdp', latin1('M-SEARCH * HTTP/1.1\r\n\r\n'), 1900],
    ['syslog', latin1('<34>1 2003-10-11T22:14:15.003Z host su - - - x'), 514],
    ['ike', Buffer.from('01020304050607080000000000000000011002000000000000000 01c'.replace(' ', ''), 'hex'), 500],
  ])('%s over UDP', (app, payload, port) => {
    for (const dport of [port, 9999]) expect(told(over(payload, dport))).toEqual([app, 'content', 0]);
  });

  it.each([
    ['redis', '*1\r\n$4\r\nPING\r\n', 6379],
    ['postgresql', '\0\0\0\x08\x04\xd2\x16\x2f', 5432],
    ['syslog', '<34>Oct 11 22:14:15 host su: x', 514],
  ])('%s over TCP', (app, payload, port) => {
    for (const dport of [port, 9999]) expect(told(talk([['>', payload]], { ...ENDS, dport }))).toEqual([app, 'content', 0]); // prettier-ignore
  });

  it('a server that speaks first', () => {
    const greeting = `\x2d\0\0\0\x0a8.0.36${'\0'.repeat(38)}`;
    expect(told(talk([['<', greeting]], { ...ENDS, dport: 9999 }))).toEqual(['mysql', 'content', 0]);
  });

  it('DNS, which is read there as well', () => {
    expect(told(over(QUESTION, 9999))).toEqual(['dns', 'content', 1]);
    expect(told(over(QUESTION, 53))).toEqual(['dns', 'port', 1]);
    const message = `\0${String.fromCharCode(QUESTION.length)}${QUESTION.toString('latin1')}`;
    expect(told(talk([['>', message]], { ...ENDS, dport: 9999 }))).toEqual(['dns', 'content', 1]);
  });

  it('nothing where they say nothing', () => {
    expect(told(over(latin1('hello, is there anybody?'), 9999))).toEqual(['other', null, 0]);
  });
});
