import { DomainError } from '@wireledger/kernel';
import type { z } from 'zod';

/** @throws DomainError BAD_USER_INPUT naming the first thing that does not fit, below `path` */
export function parsed<T>(schema: z.ZodType<T>, value: unknown, path: readonly string[] = []): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new DomainError('BAD_USER_INPUT', `\`${[...path, ...(issue?.path ?? [])].join('.')}\`: ${issue?.message}.`);
}
