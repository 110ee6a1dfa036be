import { open } from 'node:fs/promises';
import { CaptureChunks, CaptureParser } from '@wireledger/capture';
import { z } from 'zod';

/** Counts of one capture, from which fewer and wider ones are made. */
const COUNTS = 600;
/** Captures whose counts are remembered: they never change. */
const REMEMBERED = 64;
/** Captures that wait to be read: each may have 8 GiB. */
const MOST_WAITING = 4;

const time = z.number().int().nonnegative();
export const DensityRequest = z
  .object({ sha256: z.string(), firstUs: time, lastUs: time, buckets: z.number().int().min(1).max(COUNTS) })
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
  private waiting = 0;

  /** `file` is the capture of that hash. @throws ENOENT when it is gone; RangeError when too many wait */
  async of(file: string, { sha256, firstUs, lastUs, buckets }: DensityRequest): Promise<Density> {
    return folded(await this.counts(file, `${sha256} ${firstUs} ${lastUs}`, firstUs, lastUs), buckets);
  }

  private counts(file: string, key: string, firstUs: number, lastUs: number): Promise<Density> {
    const known = this.known.get(key);
    if (known) return known;
    if (this.waiting >= MOST_WAITING) throw new RangeError('captures are being counted; ask again in a moment.');
    this.waiting++;
    const counting = this.before.then(() => densityOf(file, firstUs, lastUs));
    this.before = counting.then(
      () => void this.waiting--,
      () => {
        this.waiting--;
        this.known.delete(key);
      },
    );
    if (this.known.size >= REMEMBERED) this.known.delete(this.known.keys().next().value as string);
    this.known.set(key, counting);
    return counting;
  }
}

/** As many counts in one as make no more than so many. */
function folded({ widthUs, packets }: Density, most: number): Density {
  const each = Math.ceil(packets.length / most);
  const sums = new Array<number>(Math.ceil(packets.length / each)).fill(0);
  for (const [at, count] of packets.entries()) {
    const into = Math.floor(at / each);
    sums[into] = (sums[into] as number) + count;
  }
  return { widthUs: widthUs * each, packets: sums };
}

/** Packets whose time lies outside are counted at the ends; a cut capture up to its break. */
async function densityOf(path: string, firstUs: number, lastUs: number): Promise<Density> {
  const widthUs = Math.max(1, Math.ceil((lastUs - firstUs + 1) / COUNTS));
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
