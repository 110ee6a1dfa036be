import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { Session } from '../../core/session/session';
import type { PlacesResult } from '../../graphql/generated/operations';
import { AddressPlaces } from './address-places';

type Place = PlacesResult['places'][number];
const place = (more: Partial<Place>): Place => ({
  ...{
    address: '8.8.8.8',
    country: 'US',
    region: 'California',
    city: 'Mountain View',
    latitude: 37.4,
    longitude: -122,
  },
  ...{ asn: 15169, organisation: 'Google LLC' },
  sources: [
    {
      ...{ name: 'DB-IP City Lite', version: '1', built: '2026-06-05T00:00:00Z', sha256: 'a' },
      attribution: { text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com' },
    },
    { name: 'own.csv', version: '2', built: null, sha256: 'b', attribution: null },
  ],
  ...more,
});

describe('places of addresses', () => {
  let fixture: ComponentFixture<AddressPlaces>;
  let element: HTMLElement;
  let places: readonly Place[] | ApiError;
  let masked: boolean;
  let asked: unknown[];

  beforeEach(() => {
    [places, masked, asked] = [[place({})], false, []];
    const run = (_op: unknown, variables: unknown) => {
      asked.push(variables);
      return places instanceof ApiError ? Promise.reject(places) : Promise.resolve({ places });
    };
    TestBed.configureTestingModule({
      providers: [
        { provide: Gateway, useValue: { run } },
        { provide: Session, useValue: { viewer: () => ({ masked }) } },
      ],
    });
  });

  async function show(...addresses: readonly string[]): Promise<string> {
    fixture = TestBed.createComponent(AddressPlaces);
    fixture.componentRef.setInput(
      'ends',
      addresses.map((address, n) => ({ label: `End ${n}`, address })),
    );
    element = fixture.nativeElement as HTMLElement;
    await fixture.whenStable();
    return (element.textContent ?? '').replace(/\s+/g, ' ').trim();
  }

  it('says where, whose, and on whose word, with the link that it owes', async () => {
    const text = await show('8.8.8.8', '10.0.0.1', '9.9.9.9', '8.8.8.8');
    expect(asked).toEqual([{ addresses: ['8.8.8.8', '10.0.0.1', '9.9.9.9'] }]);
    expect(text).toContain('End 0Mountain View, California, United StatesAS15169 Google LLC');
    expect(text).toContain('End 1not on the InternetEnd 2not knownEnd 3Mountain View');
    const link = element.querySelector('a');
    expect([link?.href, link?.rel, link?.textContent]).toEqual([
      ...['https://db-ip.com/', 'noopener noreferrer', 'IP Geolocation by DB-IP'],
    ]);
    expect(element.querySelectorAll('.sources > span')).toHaveLength(2);
    expect(element.querySelector('.sources > span')?.getAttribute('title')).toBe('DB-IP City Lite 1, made 2026-06-05');
  });

  it('makes no link of what is no web address, and no markup of names', async () => {
    const [source] = place({}).sources;
    if (!source) throw new Error('no source');
    const attribution = { text: '<b>x</b>', url: 'javascript:alert(1)' };
    places = [place({ city: '<img src=x>', sources: [{ ...source, attribution }] })];
    const text = await show('8.8.8.8');
    expect(text).toContain('<img src=x>');
    expect(element.querySelector('a, img, b')).toBeNull();
  });

  it('tells masked readers that it is hidden', async () => {
    masked = true;
    const nothing = { country: null, region: null, city: null, latitude: null, longitude: null, asn: null };
    places = [place({ address: 'addr-abc', ...nothing, organisation: null })];
    expect(await show('addr-abc')).toContain('hidden, like its address');
  });

  it('asks again after a failure when told to', async () => {
    places = new ApiError('TIMEOUT', 'Too slow.');
    expect(await show('8.8.8.8')).toContain('Too slow.');
    places = [place({})];
    element.querySelector('button')?.click();
    await fixture.whenStable();
    expect(element.textContent).toContain('Mountain View');
  });
});
