import { inertText } from '../inert-text';

/** Where an address is said to be. */
export interface Location {
  /** ISO 3166-1 alpha-2, capitals. */
  readonly country: string | null;
  /** First division of the country, in words. */
  readonly region: string | null;
  readonly city: string | null;
  /** Degrees north, −90…90; with `longitude` or not at all. */
  readonly latitude: number | null;
  /** Degrees east, −180…180. */
  readonly longitude: number | null;
}

type Shape = Readonly<Record<string, unknown>>;

const shapeOf = (value: unknown): Shape | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Shape) : null;

/** A code of two letters, as capitals; others (`ZZ`, `-`, empty) are none. */
export function countryCode(value: unknown): string | null {
  const code = typeof value === 'string' ? value.trim().toUpperCase() : '';
  return /^[A-Z]{2}$/.test(code) && code !== 'ZZ' && code !== 'XX' ? code : null;
}

/** A name in English out of `{names: {en}}`. */
const nameOf = (value: unknown): string | null => inertText(shapeOf(shapeOf(value)?.['names'])?.['en']);

/** A finite number, also as text. */
function degrees(value: unknown, most: number): number | null {
  const number = typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : NaN;
  // Four decimals are ten metres; more would be digits of a 32-bit float.
  return Number.isFinite(number) && Math.abs(number) <= most ? Math.round(number * 10_000) / 10_000 : null;
}

/**
 * The location in a record of either shape: flat (`country_code`, `city`, `state1`, `latitude`), as ip-location-db writes it, or nested (`country.iso_code`,
 * `city.names.en`, `subdivisions[0]`, `location.latitude`), as MaxMind does. Null when it names neither a country nor a place.
 */
export function locationOf(record: unknown): Location | null {
  const shape = shapeOf(record);
  if (!shape) return null;
  const at = shapeOf(shape['location']) ?? shape;
  const divisions = shape['subdivisions'];
  const latitude = degrees(at['latitude'], 90);
  const longitude = degrees(at['longitude'], 180);
  // Where both are nothing the file means that it does not know; nobody is in that part of the sea.
  const both = latitude !== null && longitude !== null && (latitude !== 0 || longitude !== 0);
  const found: Location = {
    country: countryCode(shape['country_code']) ?? countryCode(shapeOf(shape['country'])?.['iso_code']),
    region: inertText(shape['state1']) ?? nameOf(Array.isArray(divisions) ? divisions[0] : null),
    city: inertText(shape['city']) ?? nameOf(shape['city']),
    latitude: both ? latitude : null,
    longitude: both ? longitude : null,
  };
  return found.country === null && found.city === null && !both ? null : found;
}

/** The location in the fields behind two addresses: `country` alone, or `country,state1,state2,city,postcode,latitude,longitude,timezone`. */
export function locationOfFields(fields: readonly string[]): Location | null {
  const [country, state1, , city, , latitude, longitude] = fields;
  return locationOf({ country_code: country, state1, city, latitude, longitude });
}
