import { FieldBytes } from './field-bytes';
import { InetBytes } from './inet-bytes';

/** Object ids of the built-in element types (`pg_type.dat`): part of the wire format. */
const ELEMENT = { bool: 16, int8: 20, int4: 23, text: 25, float8: 701, inet: 869, uuid: 2950 } as const;

/**
 * A one-dimensional array parameter in PostgreSQL's binary format, for `unnest($1::int8[], …)`: the driver hands a Buffer on
 * as it is, where it would quote and the server parse every element of a list.
 */
class ArrayParam extends FieldBytes {
  constructor(element: keyof typeof ELEMENT, length: number, addresses: InetBytes) {
    super(addresses);
    // Dimensions, "may hold NULL", element type, length, lower bound.
    for (const value of [1, 1, ELEMENT[element], length, 1]) this.end = this.bytes.writeInt32BE(value, this.end);
  }

  finish(): Buffer {
    return this.bytes.subarray(0, this.end);
  }
}

type Write<T> = (array: ArrayParam, value: T) => void;

function arrayOf<T>(element: keyof typeof ELEMENT, write: Write<T>) {
  return (values: readonly (T | null)[], addresses = new InetBytes()): Buffer => {
    const array = new ArrayParam(element, values.length, addresses);
    for (const value of values)
      if (value === null) array.null();
      else write(array, value);
    return array.finish();
  };
}

export const textArray = arrayOf<string>('text', (array, value) => array.text(value));
export const int4Array = arrayOf<number>('int4', (array, value) => array.int4(value));
export const int8Array = arrayOf<number>('int8', (array, value) => array.int8(value));
export const float8Array = arrayOf<number>('float8', (array, value) => array.float8(value));
export const boolArray = arrayOf<boolean>('bool', (array, value) => array.bool(value));
/** Of 16 bytes each. */
export const uuidArray = arrayOf<Uint8Array>('uuid', (array, value) => array.raw(value));
/** Addresses as text. */
export const inetArray = arrayOf<string>('inet', (array, value) => array.inet(value));
