import { open } from 'node:fs/promises';
import { CaptureChunks, CaptureParser } from '@wireledger/capture';
import { z } from 'zod';

/** More bars than that nobody tells apart. */
const MOST_BUCKETS = 600;
/** Densities that are remembered: stored captures never change. */
const REMEMBERED = 32;

const time = z.number().int().nonnegative();
export const DensityRequest = z
  .object({ sha256: z.string(), firstUs: time, lastUs: time, buckets: z.number().int().min(1).max(MOST_BUCKETS) })
  .refine(({ firstUs, lastUs }) => lastUs >= firstUs, 'lastUs is before firstUs');
export type DensityRequest = z.infer<typeof DensityRequest>;

/** Packets of a capture over its time: one count for each `widthUs` from `firstUs` on. */
export interface Density {
  readonly widthUs: number;
  readonly packets: readonly number[];
}

/** Counts the packets of captures over time: one after the other, each of them once. */
export class Densities {
  private readonly known = new Map<string, Promise<Density>>();
  private before: Promise<unknown> = Promise.resolve();

  /** `file` is the capture of that hash. @throws ENOENT when it is gone */
  of(file: string, request: DensityRequest): Promise<Density> {
    const key = JSON.stringify(request);
    const known = this.known.get(key);
    if (known) return known;
    const counting = this.before.then(() => densityOf(file, request));
    this.before = counting.catch(() => void this.known.delete(key));
    if (this.known.size >= REMEMBERED) this.known.delete(this.known.keys().next().value as string);
    this.known.set(key, counting);
    return counting;
  }
}

/** Packets whose time lies outside are counted at the ends; a cut capture up to its break. */
async function densityOf(path: string, { firstUs, lastUs, buckets }: DensityRequest): Promise<Density> {
  const widthUs = Math.max(1, Math.ceil((lastUs - firstUs + 1) / buckets));
  const packets = new Array<number>(Math.ceil((lastUs - firstUs + 1) / widthUs)).fill(0);
  const parser = new CaptureParser((_buffer, _offset, _captured, _original, us) => {
    const at = Math.min(packets.length - 1, Math.max(0, Math.floor((us - firstUs) / widthUs)));
    packets[at] = (packets[at] as number) + 1;
  });
  const file = await open(path, 'r');
  try {
    for await (const chunk of new CaptureChunks(file).read()) parser.feed(chunk);
    return { widthUs, packets };
  } finally {
    await file.close();
  }
}
