import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { AddressForm } from './address-masks';
import { MaskedRows } from './masked-rows';
import { maskingKeys } from './masking-keys';
import { MaskingSerialiser } from './serialiser';

const KEYS = { pseudonyms: Buffer.alloc(32, 7), prefixes: Buffer.alloc(32, 8) };
const serialiser = (form: AddressForm) => new MaskingSerialiser(KEYS, () => form);
const WHERE = { path: 'where.ip', single: false };
const FORMS = ['truncate', 'pseudonym', 'prefix'] as const;
const ADDRESSES = ['192.0.2.77', '10.1.2.3', '2001:db8:1:2::3', '::1', '255.255.255.255'];

describe.each(FORMS)('addresses as %s', (form) => {
  const one = serialiser(form);
  const shown = (text: string) => one.mask('address', text, {}) as string;

  it('hold no address, and are read as what they were shown for', () => {
    for (const address of ADDRESSES) {
      const masked = shown(address);
      expect(masked).not.toContain(address);
      expect(shown(address)).toBe(masked);
      const read = one.unmask('address', masked, WHERE);
      expect(form === 'truncate' ? read : masked).toBe(masked);
      if (form !== 'truncate') expect(read).toBe(address);
      expect(one.unmask('party', [masked], WHERE)).toEqual([read]);
      expect(one.unmaskKnown('address', masked)).toBe(read);
      expect(one.unmaskKnown('filter', `src.ip = ${masked}`)).toBe(`src.ip = ${read as string}`);
      expect(one.unmask('filter', `not ${masked} or src.ip in (${masked}, ${masked})`, WHERE)).toBe(
        `not ${read as string} or src.ip in (${read as string}, ${read as string})`,
      );
    }
  });

  it.each([
    ...ADDRESSES,
    ...['192.0.2.0/25', '192.0.2.77/24', '192.0.0.0/16', '2001:db8::/32', '0.0.0.0/0', '', 'addr-', 'addr-aaaa'],
    ...['192.0.2.1..192.0.2.9', 'name-aaaa', ' 192.0.2.0/24'],
  ])('tell nothing of %j, which was not shown', (text) => {
    expect(() => one.unmask('address', text, WHERE)).toThrow('exactly as it was shown to you');
    if (/^[\d.:/a-f]+$/.test(text)) expect(() => one.unmask('filter', `src.ip = ${text}`, WHERE)).toThrow('masked');
  });

  it('are the pseudonyms of a moment ago as well: these prove that they were shown', () => {
    const before = serialiser('pseudonym').mask('address', '192.0.2.77', {}) as string;
    expect(one.unmask('address', before, WHERE)).toBe('192.0.2.77');
  });

  it('are put into texts of people, and nothing else is', () => {
    const text =
      'saw 192.0.2.77, (10.1.2.3) and [2001:db8:1:2::3]:443 at 12:30:45; version 1.2.3; 192.0.2.77.443 > 10.1.2.3/32, 10.1.2.3.';
    const masked = one.mask('prose', text, {}) as string;
    for (const address of ['192.0.2.77', '10.1.2.3', '2001:db8:1:2::3']) {
      expect(masked).not.toContain(address);
      expect(masked).toContain(shown(address));
    }
    for (const kept of ['saw ', ' at 12:30:45; version 1.2.3; ']) expect(masked).toContain(kept);
  });
});

describe('networks', () => {
  it('are those of 24 bits, 48 with IPv6; where one address is asked for they are refused', () => {
    const one = serialiser('truncate');
    expect(ADDRESSES.map((address) => one.mask('address', address, {}))).toEqual([
      ...['192.0.2.0/24', '10.1.2.0/24', '2001:db8:1::/48', '::/48', '255.255.255.0/24'],
    ]);
    for (const text of ['192.0.2.0/24', '2001:db8:1::/48'])
      expect(() => one.unmask('address', text, { path: 'address', single: true })).toThrow('many addresses');
  });

  it('stay recognisable where prefixes are kept, and can be asked for', () => {
    const one = serialiser('prefix');
    const [a, b] = ['192.0.2.77', '192.0.2.78'].map((text) => one.mask('address', text, {}) as string);
    const network = `${a?.replace(/\.\d+$/, '.0')}/24`;
    expect(b?.startsWith(a?.replace(/\d+$/, '') ?? '-')).toBe(true);
    expect(one.unmask('address', network, WHERE)).toBe('192.0.2.0/24');
    expect(serialiser('truncate').unmaskKnown('address', network)).toBe(network);
    expect(() => serialiser('pseudonym').unmask('address', network, WHERE)).toThrow('shown to you');
  });
});

describe('rows of files', () => {
  it('are masked as the API masks the same fields; a text of no known class is left out', () => {
    const rows = new MaskedRows(serialiser('truncate'), 'Flow');
    const row = {
      src: '192.0.2.77',
      dst: '2001:db8:1:2::3',
      srcPort: 53,
      domain: 'secret.example',
      app: 'dns',
      outerSrc: null,
    };
    expect(rows.of({ ...row, madeUp: '192.0.2.77', nested: { a: '10.1.2.3' } })).toEqual({
      ...{ src: '192.0.2.0/24', dst: '2001:db8:1::/48', srcPort: 53, domain: expect.stringMatching(/^name-/) },
      ...{ app: 'dns', outerSrc: null, madeUp: 'masked', nested: 'masked' },
    });
  });
});

describe('keys', () => {
  const folders: string[] = [];
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
  const folder = (): string => {
    folders.push(mkdtempSync(path.join(tmpdir(), 'wl-masking-')));
    return folders.at(-1) as string;
  };

  it('are files of their owner alone, two of them, the same at each start', () => {
    const data = folder();
    const keys = maskingKeys(data);
    expect([keys.pseudonyms.length, keys.prefixes.length, keys.pseudonyms.equals(keys.prefixes)]).toEqual([
      32,
      32,
      false,
    ]);
    expect(maskingKeys(data)).toEqual(keys);
    for (const name of ['masking.key', 'masking-prefix.key'])
      expect(statSync(path.join(data, 'masking/keys', name)).mode & 0o777).toBe(0o600);
  });

  it('one that an older release left goes on: its pseudonyms stay', () => {
    const data = folder();
    mkdirSync(path.join(data, 'keys'));
    writeFileSync(path.join(data, 'keys/masking.key'), Buffer.alloc(32, 5).toString('base64url'));
    expect(maskingKeys(data).pseudonyms).toEqual(Buffer.alloc(32, 5));
  });
});
