/** Marks a branch the types say cannot be reached. @throws always */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
