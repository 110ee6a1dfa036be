import { examineCapture } from '../captures/examine-capture';

/**
 * A program of tests: examines a good capture, so that all tables are there, then hostile ones, and prints what came of each: packets, warnings and by how
 * many KiB the peak of its memory rose.
 */
async function main([good = '', ...hostile]: readonly string[]): Promise<void> {
  const { signal } = new AbortController();
  await examineCapture(good, signal);
  for (const file of hostile) {
    const before = process.resourceUsage().maxRSS;
    const { packets, warnings } = await examineCapture(file, signal);
    const riseKiB = process.resourceUsage().maxRSS - before;
    process.stdout.write(`${JSON.stringify({ packets, warnings, riseKiB })}\n`);
  }
}

void main(process.argv.slice(2));
