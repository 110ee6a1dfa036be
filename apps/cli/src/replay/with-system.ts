import { loadConfig } from '@wireledger/platform';

import { findSystem, type SystemFile } from '../up/system-file';
import { ControlFailed } from './control-client';
import { UsageError } from './replay-args';

/**
 * Runs a command that needs the running system of this data folder. Answers the exit code: that of `run`; 1 when there is no system, or it refuses or
 * fails; 2 for wrong usage, with `usage` behind what was wrong.
 */
export async function withSystem<Args>(
  { parse, usage }: { readonly parse: () => Args; readonly usage: string },
  { stderr }: { readonly stderr: { write(text: string): unknown } },
  run: (system: SystemFile, args: Args) => Promise<number>,
): Promise<number> {
  try {
    const args = parse();
    const system = findSystem(loadConfig().dataDir);
    if (!system)
      throw new ControlFailed(
        'no system runs on this data folder. Start one with `npm start`, or name its folder in WIRELEDGER_DATA_DIR.',
      );
    return await run(system, args);
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof ControlFailed)) throw error;
    stderr.write(`wireledger: ${error.message}\n${error instanceof UsageError ? `${usage}\n` : ''}`);
    return error instanceof UsageError ? 2 : 1;
  }
}
