import { readFileSync, rmSync, writeFileSync } from 'node:fs';

import { EmbeddedPostgresError } from './embedded-postgres-error';
import { startTime } from './processes';

const mine = () => `${process.pid} ${startTime(process.pid)}\n`;

/** The process that looks after this cluster now, or null when it is gone. */
export function supervisorOf(lock: string): number | null {
  let text: string;
  try {
    text = readFileSync(lock, 'utf8');
  } catch {
    return null;
  }
  const [pid, started] = text.trim().split(' ');
  return started !== undefined && startTime(Number(pid)) === started ? Number(pid) : null;
}

/** Takes the cluster for this process. @throws EmbeddedPostgresError when another living process has it */
export function takeLock(lock: string, folder: string): void {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(lock, mine(), { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = supervisorOf(lock);
    if (holder !== null)
      throw new EmbeddedPostgresError(
        'taken',
        `The data folder ${folder} is in use by process ${holder}. Stop that Wireledger first, or set WIRELEDGER_DATA_DIR to another folder.`,
      );
    rmSync(lock, { force: true });
  }
  throw new EmbeddedPostgresError('taken', `Several processes want the data folder ${folder} at once. Start only one.`);
}

export function releaseLock(lock: string): void {
  try {
    if (readFileSync(lock, 'utf8') === mine()) rmSync(lock, { force: true });
  } catch {
    // removed with its folder
  }
}
