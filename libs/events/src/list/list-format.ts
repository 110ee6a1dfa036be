import { z } from 'zod';

/** How a file of entries is written. */
export const listFormat = z.enum(['plain', 'csv', 'hosts', 'abuse.ch', 'zeek', 'stix', 'misp']);
export type ListFormat = z.infer<typeof listFormat>;
