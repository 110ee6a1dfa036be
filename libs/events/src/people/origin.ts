import { z } from 'zod';

/** Where a request came from: address and the agent's own words, cut. */
export const origin = z.object({ ip: z.string().max(64), agent: z.string().max(200) });
