import { enableCompileCache } from 'node:module';
import path from 'node:path';

/** Beside the build, which is thrown away with it: whoever may write there may change the program itself. */
const KEPT = path.join(__dirname, '../../../.compiled');

/**
 * Keeps what Node compiles of the modules that are loaded from here on for the next start, which needs half the time then. Where the build's folder may not
 * be written to, nothing is kept.
 */
export function keepCompiled(): void {
  enableCompileCache(KEPT);
}
