import { isIP } from 'node:net';
import { hostile } from '../testing/hostile';
import { readExtendedPassive, readExtendedPort, readHostPort, readPassive } from './index';

const read = (reader: typeof readPassive, text: string) => {
  const bytes = Buffer.from(text, 'latin1');
  const found = reader(bytes, 0, bytes.length);
  return found && `${found.address} ${found.port}`;
};

describe('where FTP awaits its data', () => {
  it.each([
    ['172,16,16,128,9,255', '172.16.16.128 2559'],
    ['10,0,0,1,0,21', '10.0.0.1 21'],
    ['10,0,0,1,0,0', null],
    ['10,0,0,256,4,1', null],
    ['10,0,0,1,4', null],
    ['10,0,0,,4,1', null],
    ['10.0.0.1,4,1', null],
    ['', null],
  ])('PORT %s', (text, expected) => expect(read(readHostPort, text)).toBe(expected));

  it.each([
    // As FileZilla's server says it in exfil-ftp-store.pcapng, then forms that RFC 1123 §4.1.2.6 warns of.
    ['Entering Passive Mode (172,16,16,121,192,14)', '172.16.16.121 49166'],
    ['Entering Passive Mode. 10,0,0,1,4,1', '10.0.0.1 1025'],
    ['=10,0,0,1,4,1', '10.0.0.1 1025'],
    ['2 modes: (10,0,0,1,4,1).', '10.0.0.1 1025'],
    ['Entering Passive Mode', null],
  ])('227 %s', (text, expected) => expect(read(readPassive, text)).toBe(expected));

  it.each([
    // The examples of RFC 2428 §2.
    ['|1|132.235.1.2|6275|', '132.235.1.2 6275'],
    ['|2|1080::8:800:200C:417A|5282|', '1080::8:800:200c:417a 5282'],
    ['!2!::1!5282!', '::1 5282'],
    ['|1|::1|5282|', null],
    ['|2|10.0.0.1|5282|', null],
    ['|3|10.0.0.1|5282|', null],
    ['|1|10.0.0.1|70000|', null],
    ['|1|10.0.0.1|5282', null],
    ['|1|not an address|5282|', null],
    ['11110.0.0.115282', null],
    ['|', null],
  ])('EPRT %s', (text, expected) => expect(read(readExtendedPort, text)).toBe(expected));

  it.each([
    // The example of RFC 2428 §3.
    ['Entering Extended Passive Mode (|||6446|)', ' 6446'],
    ['Entering Extended Passive Mode (!!!6446!)', ' 6446'],
    ['(||6446|)', null],
    ['(|||6446)', null],
    ['(|||0|)', null],
    ['(', null],
    ['6446', null],
  ])('229 %s', (text, expected) => expect(read(readExtendedPassive, text)).toBe(expected));

  it('10,000 hostile texts each give an address and a port, or nothing', () => {
    const samples = [
      [readHostPort, '172,16,16,128,9,255'],
      [readPassive, 'Passive (172,16,16,121,192,14)'],
      [readExtendedPort, '|2|1080::8:800:200C:417A|5282|'],
      [readExtendedPassive, 'Extended (|||6446|)'],
    ] as const;
    let found = 0;
    for (const [reader, sample] of samples)
      for (const bytes of hostile(Buffer.from(sample, 'latin1'), 10_000)) {
        const endpoint = reader(bytes, 0, bytes.length);
        if (!endpoint) continue;
        found++;
        expect(endpoint.address === '' || isIP(endpoint.address) !== 0).toBe(true);
        expect(endpoint.port > 0 && endpoint.port < 65_536).toBe(true);
      }
    expect(found).toBeGreaterThan(1000);
  });
});
