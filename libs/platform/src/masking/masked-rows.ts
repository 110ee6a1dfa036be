import { fieldClass } from '@wireledger/access';

import { LEFT_OUT, type MaskingSerialiser } from './serialiser';

/** Rows of files as a masked reader sees them, by the classes that the same fields have in the API. */
export class MaskedRows {
  constructor(
    private readonly serialiser: MaskingSerialiser,
    /** Name of the API's type that the rows are of: `Flow`. */
    private readonly type: string,
  ) {}

  /** The row masked. A text whose field has no class is left out: what is not known to be harmless does not leave. */
  of(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        const found = fieldClass(this.type, name);
        if (found !== null) return [name, this.serialiser.mask(found, value, row)];
        return [name, typeof value === 'number' || typeof value === 'boolean' || value === null ? value : LEFT_OUT];
      }),
    );
  }
}
