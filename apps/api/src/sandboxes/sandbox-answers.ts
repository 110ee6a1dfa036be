import { z } from 'zod';

const phase = z.enum(['playing', 'paused', 'seeking', 'ended', 'stopped', 'failed']);

/** A replay as the sensor answers it. */
export const sandboxSummary = z.object({
  ...{ id: z.uuid(), sha256: z.string(), by: z.string(), startedUs: z.number(), phase, reason: z.string().nullable() },
  ...{ speed: z.union([z.literal('max'), z.number()]), atUs: z.number(), firstUs: z.number(), lastUs: z.number() },
  ...{ packetsInAll: z.number(), packets: z.number(), bytes: z.number(), flowsOpen: z.number() },
  ...{ flowsEnded: z.number(), lookups: z.number(), alerts: z.number(), records: z.number() },
  digest: z.string().nullable(),
});

const flow = z.object({
  ...{ flow: z.number(), ended: z.string(), src: z.string(), dst: z.string(), srcPort: z.number() },
  ...{ dstPort: z.number(), proto: z.number(), app: z.string(), state: z.string(), history: z.string() },
  ...{ first: z.number(), last: z.number(), srcPackets: z.number(), dstPackets: z.number(), srcBytes: z.number() },
  ...{ dstBytes: z.number(), retransmissions: z.number(), rtt: z.number() },
});

const alert = z.object({
  ...{ id: z.string(), rule: z.string(), version: z.number(), title: z.string(), kind: z.string() },
  ...{ severity: z.string(), entity: z.string(), src: z.string().nullable(), dst: z.string().nullable() },
  ...{ dport: z.number().nullable(), first: z.number(), last: z.number(), value: z.number(), threshold: z.number() },
  ...{ unit: z.string(), summary: z.string(), ended: z.boolean() },
});

export const sandboxState = sandboxSummary.extend({ flows: z.array(flow), found: z.array(alert) });
export const sandboxList = z.object({ sandboxes: z.array(sandboxSummary) });
export const captureDensity = z.object({ widthUs: z.number().positive(), packets: z.array(z.number()).max(600) });
