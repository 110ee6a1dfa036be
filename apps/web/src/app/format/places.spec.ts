import { coordinatesText, countryName, networkText, whereText } from './places';

describe('words for places', () => {
  it('names countries, and shows what is no country as it is', () => {
    expect([countryName('AT'), countryName('US'), countryName('Q1'), countryName('<b>')]).toEqual([
      ...['Austria', 'United States', 'Q1', '<b>'],
    ]);
  });
  it('says a name once, and nothing of what is not known', () => {
    expect(whereText({ city: 'Vienna', region: 'Vienna', country: 'AT' })).toBe('Vienna, Austria');
    expect(whereText({ city: 'Mountain View', region: 'California', country: 'US' })).toBe(
      'Mountain View, California, United States',
    );
    expect(whereText({ city: null, region: null, country: 'DE' })).toBe('Germany');
    expect(whereText({ city: null, region: null, country: null })).toBe('');
  });
  it('writes coordinates with their sides, and networks by number', () => {
    expect(coordinatesText(-33.8688, 151.209)).toBe('33.8688° S, 151.2090° E');
    expect(coordinatesText(0, -122.085)).toBe('0.0000° N, 122.0850° W');
    expect(coordinatesText(1, null)).toBe('');
    expect([networkText(15169, 'Google LLC'), networkText(7, null), networkText(null, 'x')]).toEqual([
      ...['AS15169 Google LLC', 'AS7', ''],
    ]);
  });
});
