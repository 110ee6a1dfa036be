import type { z } from 'zod';

/** One environment variable: how it is checked, what it means. The order of all of them is the order of `.env.example`. */
export interface Variable<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  /** Text used when the variable is absent or empty. */
  readonly fallback: string;
  /** One or two lines for `.env.example` and README. */
  readonly doc: string;
  /** Never printed. */
  readonly secret?: boolean;
  /** A URL whose user information is never printed. */
  readonly credentials?: boolean;
}

export const variable = <Schema extends z.ZodType>(definition: Variable<Schema>): Variable<Schema> => definition;
