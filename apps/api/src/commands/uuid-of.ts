import { DomainError } from '@wireledger/kernel';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A UUID as a client sent it, in lower case. @throws DomainError BAD_USER_INPUT naming the argument */
export function uuidOf(name: string, text: string): string {
  const id = text.toLowerCase();
  if (!UUID.test(id)) throw new DomainError('BAD_USER_INPUT', `\`${name}\` is not a UUID.`);
  return id;
}
