import { DomainError } from '@wireledger/kernel';
import type { z } from 'zod';

/** A JSON body that fits a schema; unknown fields are refused by strict schemas. @throws DomainError BAD_USER_INPUT naming the field */
export function readBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join('.');
  throw new DomainError('BAD_USER_INPUT', `The body is wrong${field ? ` at \`${field}\`` : ''}: ${issue?.message}.`);
}
