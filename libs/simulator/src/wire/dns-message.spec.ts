import { dnsName, dnsQuery, dnsResponse, presentationForm } from './dns-message';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('DNS messages', () => {
  it('writes a query as RFC 1035 says, with an OPT record when asked for', () => {
    const question = { name: dnsName('a.example'), type: 'AAAA' } as const;
    expect(hex(dnsQuery(0x1234, question))).toBe('1234010000010000000000000161076578616d706c6500001c0001');
    expect(hex(dnsQuery(0x1234, question, 1232))).toBe(
      '1234010000010000000000010161076578616d706c6500001c00010000290' + '4d0000000000000',
    );
  });

  it('writes answers with the owner compressed, aliases and addresses', () => {
    const name = dnsName('a.test');
    const target = dnsName('b.test');
    const bytes = dnsResponse(1, { name, type: 'A' }, 0, [
      { type: 'CNAME', owner: name, ttl: 60, target },
      { type: 'A', owner: target, ttl: 5, address: Uint8Array.of(192, 0, 2, 1) },
    ]);
    expect(hex(bytes)).toBe(
      '000181800001000200000000' +
        '0161047465737400' +
        '00010001' +
        'c00c000500010000003c0008' +
        '0162047465737400' +
        '0162047465737400' +
        '0001000100000005' +
        '0004c0000201',
    );
  });

  it('says NXDOMAIN with an SOA, SERVFAIL without', () => {
    const question = { name: dnsName('nope.example'), type: 'A' } as const;
    expect(hex(dnsResponse(1, question, 3, [])).slice(4, 24)).toBe('81830001000000010000');
    expect(hex(dnsResponse(1, question, 2, [])).slice(4, 24)).toBe('81820001000000000000');
  });

  it('splits long texts into strings of at most 255 bytes', () => {
    const name = dnsName('t.test');
    const bytes = dnsResponse(1, { name, type: 'TXT' }, 0, [
      { type: 'TXT', owner: name, ttl: 0, data: new Uint8Array(300).fill(65) },
    ]);
    const data = bytes.subarray(bytes.length - 302);
    expect([data[0], data[256]]).toEqual([255, 45]);
  });

  it('shows names in master-file form', () => {
    expect(presentationForm([])).toBe('.');
    expect(presentationForm(['A.b\\c d', 'Example'])).toBe('a\\046b\\092c\\032d.example');
    expect(presentationForm(['\x00\x7e\x7f\xff'])).toBe('\\000~\\127\\255');
  });
});
