/** A DNS transaction as the generator means it. The book fills in what was really sent. */
export class DnsTruth {
  queries = 0;
  responses = 0;

  constructor(
    readonly client: string,
    /** As facts carry it: see `presentationForm`. */
    readonly name: string,
    /** Number of the record type. */
    readonly type: number,
    /** Of the answer, should one be sent. */
    readonly rcode: number,
  ) {}
}
