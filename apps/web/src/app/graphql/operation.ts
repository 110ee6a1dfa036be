/** One named operation of the console. The text stays on the server: only its hash is sent. */
export interface Operation<Result, Variables> {
  readonly name: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** SHA-256 of the document, hexadecimal. */
  readonly hash: string;
  /** It can be asked as of a position of the log: `asOf` is among its variables. */
  readonly past?: true;
  /** Never set: carries the types of result and variables. */
  readonly types?: (variables: Variables) => Result;
}
