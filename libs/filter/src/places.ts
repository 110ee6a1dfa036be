import type { Expression } from './ast';
import { columnsOf } from './columns-of';
import type { RowReader, RowValue } from './compile/predicate';
import type { Column, PlaceColumn } from './fields/columns';
import { countryNumber } from './literals/countries';

/** What data sets say of an address, as far as filters ask. */
export interface AddressPlace {
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** Number of the autonomous system. */
  readonly asn: number | null;
}

/** Where addresses are by the data sets that are in memory; null of what they do not know. */
export interface Places {
  /** Reads what is not in memory, and again what was replaced. */
  ready(): Promise<void>;
  of(address: string): AddressPlace | null;
}

/** The end that a column is about, and what of its place it is. */
export const PLACE_COLUMNS: Readonly<
  Record<PlaceColumn, { readonly end: 'src' | 'dst'; readonly what: keyof AddressPlace }>
> = {
  srcCountry: { end: 'src', what: 'country' },
  dstCountry: { end: 'dst', what: 'country' },
  srcAsn: { end: 'src', what: 'asn' },
  dstAsn: { end: 'dst', what: 'asn' },
};
export const isPlaceColumn = (column: string): column is PlaceColumn => Object.hasOwn(PLACE_COLUMNS, column);

/** Whether an expression asks where addresses are. */
export const asksForPlaces = (expression: Expression): boolean => [...columnsOf(expression)].some(isPlaceColumn);

/** What a place comes to in the column of a row: a number, null where it is not known. */
export function placeNumber(place: AddressPlace | null, what: keyof AddressPlace): number | null {
  if (!place) return null;
  return what === 'asn' ? place.asn : place.country === null ? null : countryNumber(place.country);
}

/** A reader of rows that also says where their ends are. Others know no places: a row has none of these values then. */
export const withPlaces =
  <Row>(reader: RowReader<Row>, places: Pick<Places, 'of'>): RowReader<Row> =>
  (column: Column) => {
    if (!isPlaceColumn(column)) return reader(column);
    const { end, what } = PLACE_COLUMNS[column];
    const read = reader(end);
    return (row): RowValue => {
      const address = read(row);
      return typeof address === 'string' ? placeNumber(places.of(address), what) : null;
    };
  };
