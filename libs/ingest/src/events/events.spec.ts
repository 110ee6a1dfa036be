import { type EventFault, MAX_REQUEST_EVENTS, readEvents } from './index';

const json = (value: unknown) => readEvents(Buffer.from(JSON.stringify(value)), false);
const FAILURE = { type: 'auth_failure', source_ip: '203.0.113.9' };
const faultsOf = (value: unknown): readonly EventFault[] => {
  const read = json(value);
  return 'faults' in read ? read.faults : [];
};

describe('events as programs tell of them', () => {
  it('takes one, several, or one a line', () => {
    expect(json(FAILURE)).toEqual({ events: [FAILURE] });
    expect(json([FAILURE, FAILURE])).toEqual({ events: [FAILURE, FAILURE] });
    const lines = Buffer.from(`${JSON.stringify(FAILURE)}\n\n${JSON.stringify(FAILURE)}\r\n`);
    expect(readEvents(lines, true)).toEqual({ events: [FAILURE, FAILURE] });
  });

  it('takes what was read from `GET /api/events`, but for what only the server knows', () => {
    const { events } = json({
      ...{ type: 'dns', timestamp: '2026-11-21T08:15:00.000123Z', source_ip: '192.0.2.7', source_port: null },
      ...{ dest_ip: '192.0.2.53', dest_port: 53, protocol: 'dns', domain: 'example.org' },
      dns: { query: 'example.org', type: 'A', rcode: null, answers: [] },
    }) as { events: readonly unknown[] };
    expect(events).toHaveLength(1);
  });

  it.each([
    ['a field that is misspelt', { ...FAILURE, sourceip: 'x' }, 'sourceip', 'no such field'],
    [
      'a prototype',
      JSON.parse('{"type":"auth_failure","source_ip":"203.0.113.9","__proto__":{}}'),
      '__proto__',
      'no such field',
    ],
    ['no type', { source_ip: '203.0.113.9' }, 'type', 'missing'],
    ['an unknown type', { type: 'toString', source_ip: '203.0.113.9' }, 'type', 'none that is known'],
    ['no source', { type: 'auth_failure' }, 'source_ip', 'missing'],
    ['a zone', { ...FAILURE, source_ip: 'fe80::1%eth0' }, 'source_ip', 'no address'],
    ['a name for an address', { ...FAILURE, source_ip: 'localhost' }, 'source_ip', 'no address'],
    ['a port too great', { ...FAILURE, source_port: 65_536 }, 'source_port', '65535'],
    ['half a port', { ...FAILURE, source_port: 1.5 }, 'source_port', 'int'],
    ['a time without zone', { ...FAILURE, timestamp: '2026-11-21 08:15' }, 'timestamp', 'no time'],
    ['a long name', { ...FAILURE, auth: { username: 'x'.repeat(129) } }, 'auth.username', '128'],
    ['a number for a text', { ...FAILURE, auth: { username: 7 } }, 'auth.username', 'string'],
    ['no request', { type: 'http', source_ip: '203.0.113.9' }, 'http', 'missing'],
    ['a protocol', { type: 'flow', source_ip: '::1', dest_ip: '::2', protocol: 'carrier' }, 'protocol', 'no transport'],
    [
      'a state',
      { type: 'flow', source_ip: '::1', dest_ip: '::2', protocol: 'tcp', flow: { state: 'OPEN' } },
      'flow.state',
      'none of',
    ],
    ['a hash', { type: 'tls', source_ip: '::1', dest_ip: '::2', tls: { ja3: 'zz' } }, 'tls.ja3', '32 hex digits'],
    ['no object', 'auth_failure', '', 'no object'],
    ['null', null, '', 'no object'],
  ])('says of %s which field is wrong, why, and how it is mended', (_what, event, field, cause) => {
    const faults = faultsOf([FAILURE, event]);
    expect(faults[0]).toMatchObject({ index: 1, field, cause: expect.stringContaining(cause) });
    for (const fault of faults) expect(fault.mend).toMatch(/\.$/);
  });

  it('tells how many there are before it looks at any, also of more than are taken', () => {
    const counts: number[] = [];
    const counted = (body: string, lines = false) => readEvents(Buffer.from(body), lines, (n) => counts.push(n));
    counted('{}');
    counted('[1, 2, 3]');
    counted('1\n\n2', true);
    counted(JSON.stringify(Array(MAX_REQUEST_EVENTS + 1).fill(0)));
    counted('{');
    expect(counts).toEqual([1, 3, 2, MAX_REQUEST_EVENTS + 1]);
    const refuse = () => {
      throw new Error('too many');
    };
    expect(() => readEvents(Buffer.from('[1]'), false, refuse)).toThrow('too many');
  });

  it('names every fault of every event', () => {
    const faults = faultsOf([{ ...FAILURE, source_ip: 'x', dest_port: -1 }, FAILURE, { type: 'flow' }]);
    expect(faults.map(({ index, field }) => `${index} ${field}`)).toEqual([
      ...['0 source_ip', '0 dest_port', '2 source_ip', '2 dest_ip', '2 protocol'],
    ]);
  });

  it('shows hostile names of fields harmless', () => {
    const [fault] = faultsOf({ ...FAILURE, ['\u202e<b>\u001b[31m' + 'x'.repeat(500)]: 1 });
    expect(fault?.field).toMatch(/^[\x21-\x7e]{1,64}$/);
  });

  it.each([
    ['nothing', Buffer.alloc(0), false],
    ['no JSON', Buffer.from('{'), false],
    ['an empty array', Buffer.from('[]'), false],
    ['no lines', Buffer.from('\n\n'), true],
    ['a broken line', Buffer.from(`${JSON.stringify(FAILURE)}\n{`), true],
    ['too many', Buffer.from(JSON.stringify(Array(MAX_REQUEST_EVENTS + 1).fill(FAILURE))), false],
  ])('refuses %s as a whole', (_what, body, lines) => {
    expect(readEvents(body, lines)).toEqual({ cause: expect.stringMatching(/./) });
  });
});
