const COUNTRIES = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

/** Name of a country by its ISO 3166-1 code; the code itself where there is no name. */
export const countryName = (code: string): string => (/^[A-Z]{2}$/.test(code) ? (COUNTRIES.of(code) ?? code) : code);

/** What is known of where an address is. */
export interface Whereabouts {
  readonly country: string | null;
  readonly region: string | null;
  readonly city: string | null;
}

/** `Mountain View, California, United States`; a city that is named like its region once; '' when nothing is known. */
export function whereText({ country, region, city }: Whereabouts): string {
  const parts = [city, region === city ? null : region, country === null ? null : countryName(country)];
  return parts.filter((part) => part !== null && part !== '').join(', ');
}

/** `48.2000° N, 16.3700° E`; '' when it is not known. */
export function coordinatesText(latitude: number | null, longitude: number | null): string {
  if (latitude === null || longitude === null) return '';
  const side = (value: number, [plus, minus]: readonly [string, string]): string =>
    `${Math.abs(value).toFixed(4)}° ${value < 0 ? minus : plus}`;
  return `${side(latitude, ['N', 'S'])}, ${side(longitude, ['E', 'W'])}`;
}

/** `AS15169 Google LLC`; '' when it is not known. */
export const networkText = (asn: number | null, organisation: string | null): string =>
  asn === null ? '' : `AS${asn}${organisation === null ? '' : ` ${organisation}`}`;
