import * as fields from './flow-fields';

const { roleOf } = fields;

/** Length in a template of a field that says its length in each record (RFC 7011 §3.2). */
export const VARIABLE = 0xffff;
/** More fields than any exporter sends; a template with more is damage. */
export const MAX_FIELDS = 512;

/** A template as compiled: what each field of its records means and how long it is. */
export class Template {
  readonly roles: Uint8Array;
  readonly ids: Uint16Array;
  readonly enterprises: Uint32Array;
  readonly lengths: Uint16Array;
  /** Bytes of a record at least, which is exactly when no field is of variable length. */
  readonly leastBytes: number;
  /** Whether a field has more to say than flow facts have columns for: enterprise fields, translated addresses. */
  readonly hasMore: boolean;

  /** `fields`: element id, enterprise number (0 = IANA) and length of each, three numbers a field; the first `scopes` fields are scope (options). */
  constructor(
    readonly id: number,
    readonly scopes: number,
    readonly isOptions: boolean,
    given: readonly number[],
    /** NetFlow v9: scope fields have numbers of their own. */
    ownScopes: boolean,
  ) {
    const count = given.length / 3;
    this.roles = new Uint8Array(count);
    this.ids = new Uint16Array(count);
    this.enterprises = new Uint32Array(count);
    this.lengths = new Uint16Array(count);
    let least = 0;
    let more = false;
    for (let i = 0; i < count; i++) {
      const id = given[i * 3] as number;
      const enterprise = given[i * 3 + 1] as number;
      const length = given[i * 3 + 2] as number;
      this.ids[i] = id;
      this.enterprises[i] = enterprise;
      this.lengths[i] = length;
      this.roles[i] = ownScopes && i < scopes ? fields.Role.NONE : roleOf(enterprise, id);
      least += length === VARIABLE ? 1 : length;
      if (fields.isMore(enterprise, id)) more = true;
    }
    this.leastBytes = least;
    this.hasMore = more;
  }

  get count(): number {
    return this.roles.length;
  }
}
