import { z } from 'zod';
import { SEVERITIES } from './detector';

/** Parts of parameter schemas that detectors share. */
export const severity = z.enum(SEVERITIES);
export const windowS = z.number().positive().max(86_400).describe('sliding window, seconds of packet time');
export const threshold = (what: string, most = 1_000_000) => z.number().int().min(1).max(most).describe(what);
