/** Who acts, when (wall clock, µs), and under which idempotency key (UUID). */
export interface Acted {
  readonly by: string;
  readonly at: number;
  readonly command: string;
}
