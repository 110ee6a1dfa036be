import type { ValueTransformer } from 'typeorm';

export const SCHEMA = 'access';

/** timestamptz in the table, ms since 1970 UTC in the program. */
const ms: ValueTransformer = {
  to: (value: number | null | undefined) => (typeof value === 'number' ? new Date(value) : value),
  from: (value: Date | null) => value?.getTime() ?? null,
};

export const time = (name: string) => ({ type: 'timestamptz', name, transformer: ms }) as const;
export const timeOrNull = (name: string) => ({ ...time(name), nullable: true }) as const;
