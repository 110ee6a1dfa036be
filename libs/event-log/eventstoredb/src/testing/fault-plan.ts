/** Calls that can be made to fail; `read` is every bounded read, `subscribe` every open-ended one. */
export type FaultyCall = 'append' | 'batchAppend' | 'read' | 'subscribe' | 'gossip' | 'features';

export type Fault =
  /** Answer UNAVAILABLE at once; an append is not made. */
  | { readonly kind: 'unavailable' }
  /** Destroy the caller's connection after so many messages (reads) or before the append is made (0). */
  | { readonly kind: 'drop'; readonly after: number }
  /** End the call without an error after so many messages. */
  | { readonly kind: 'halfClose'; readonly after: number }
  /** Take the call and never answer. */
  | { readonly kind: 'silent' }
  /** Answer rightly, so many ms later. */
  | { readonly kind: 'late'; readonly ms: number }
  /** Make the append, then destroy the connection instead of answering. */
  | { readonly kind: 'loseAnswer' }
  /** Refuse: another node leads. */
  | { readonly kind: 'notLeader'; readonly host: string; readonly port: number }
  | { readonly kind: 'denied' };

/** What goes wrong next, per call, in the order planned. */
export class FaultPlan {
  private readonly planned = new Map<FaultyCall, Fault[]>();

  next(call: FaultyCall, fault: Fault, times = 1): void {
    const faults = this.planned.get(call) ?? [];
    this.planned.set(call, [...faults, ...Array.from({ length: times }, () => fault)]);
  }

  /** Planned faults that have not happened yet. */
  get left(): number {
    return [...this.planned.values()].reduce((sum, faults) => sum + faults.length, 0);
  }

  take(call: FaultyCall): Fault | undefined {
    return this.planned.get(call)?.shift();
  }
}
