import { z } from 'zod';
import type { Network } from '../detector';

/** Parameters of rarity. */
export const rareShare = z
  .number()
  .min(0)
  .max(1)
  .describe('share of the clients that use it, at most; one client may always');
export const rareAmong = z
  .number()
  .int()
  .min(1)
  .max(10_000)
  .describe('clients in the network, at least: among fewer nothing is rare');
export const newDays = z.number().min(0).max(90).describe('days since it was first seen, at most');
export const settleHours = z
  .number()
  .min(0)
  .max(2160)
  .describe('hours since it was first seen, at least: what is used once is not told');

interface RarityParameters {
  readonly share: number;
  readonly clients: number;
}

/** Whether so few members of the network use a thing that it is rare: RITA's prevalence. */
export const isRare = (by: number, { members }: Network, { share, clients }: RarityParameters): boolean =>
  members >= clients && by <= Math.max(1, share * members);
