import { z } from 'zod';

/**
 * A forced filter as events keep it: all conditions must hold, within a list any value may match. `ip`: addresses and prefixes of either
 * side; `port`: of either side; `proto`: numbers.
 */
export const scope = z.object({
  ip: z.array(z.string().max(50)).min(1).max(50).optional(),
  port: z.array(z.number().int().min(0).max(65_535)).min(1).max(50).optional(),
  proto: z.array(z.number().int().min(0).max(255)).min(1).max(50).optional(),
  sensor: z.array(z.string().min(1).max(100)).min(1).max(50).optional(),
});
