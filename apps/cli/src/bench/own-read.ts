/** Settings of the C library that `bin/wireledger.mjs` gives to whoever reads files: what is measured is what a user starts. */
export const READ_SETTINGS = 'GLIBC_TUNABLES=glibc.malloc.hugetlb=1';

/** `wireledger read` with arguments, as a program and what it is given. */
export const ownRead = (...args: readonly string[]): readonly [program: string, args: readonly string[]] => [
  'env',
  [READ_SETTINGS, process.execPath, process.argv[1] as string, 'read', ...args],
];
