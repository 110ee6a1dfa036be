import { z } from 'zod';

const maybe = z.number().nullable();
const text = z.string().nullable();

export const packetStoreState = z.object({
  mode: z.enum(['off', 'headers', 'full']),
  ...{ bytes: z.number(), limitBytes: z.number(), days: z.number(), segments: z.number(), packets: z.number() },
  ...{ oldestUs: maybe, newestUs: maybe, encrypted: z.boolean(), unreadable: z.number(), lost: z.number() },
  ...{ problem: text, sensors: z.array(z.string()) },
  archive: z
    .object({
      ...{ segments: z.number(), bytes: z.number(), limitBytes: z.number(), waiting: z.number(), problem: text },
    })
    .nullable(),
});

export const extent = z.object({ packets: z.number(), bytes: z.number() });

/** A piece of a file, base64; the last line says that it is whole. */
export const filePiece = z.union([z.object({ data: z.string() }), z.object({ end: z.literal(true) })]);

export const latelySeen = z.object({
  seen: z.number(),
  packets: z.array(
    z.object({
      ...{ us: z.number(), src: text, dst: text, srcPort: maybe, dstPort: maybe, proto: maybe },
      ...{ length: z.number(), captured: z.number(), payload: z.number(), vlan: z.number(), info: z.string() },
    }),
  ),
});
