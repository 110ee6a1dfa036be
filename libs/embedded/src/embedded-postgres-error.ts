import { DomainError } from '@wireledger/kernel';

export type EmbeddedPostgresFault =
  'unsupported' | 'permission' | 'diskFull' | 'taken' | 'damaged' | 'foreignFolder' | 'wrongVersion' | 'failed';

/** The embedded database cannot run: the message names the cause and the mend. */
export class EmbeddedPostgresError extends DomainError {
  constructor(
    readonly fault: EmbeddedPostgresFault,
    message: string,
  ) {
    super(`embeddedPostgres.${fault}`, message);
    this.name = 'EmbeddedPostgresError';
  }
}

const DAMAGE =
  /could not locate a valid checkpoint|invalid (primary )?checkpoint|incorrect checksum in control file|pg_control|does not appear to be a PostgreSQL|could not open (file|directory) "(global|base|pg_)|invalid page|invalid data in file|is not a valid|WAL file is from different|database files are incompatible|missing.*WAL|could not read/i;

/** What PostgreSQL wrote before it gave up → one message. `folder` is the data folder, `log` the path of the whole log. */
export function explainFailure(output: string, folder: string, log: string): EmbeddedPostgresError {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? 'no output';
  const reason = telling.replace(/^.*?(FATAL|PANIC|ERROR|error): */, '').trim();
  if (/No space left on device|Disk quota exceeded/i.test(output))
    return new EmbeddedPostgresError(
      'diskFull',
      `The disk that holds ${folder} is full. Free some space, or set WIRELEDGER_DATA_DIR to a folder on another disk.`,
    );
  if (/Permission denied|wrong ownership|Operation not permitted|Read-only file system/i.test(output))
    return new EmbeddedPostgresError(
      'permission',
      `PostgreSQL may not use ${folder} (${reason}). Give the folder to the user that starts Wireledger, or set WIRELEDGER_DATA_DIR to another one.`,
    );
  if (DAMAGE.test(output))
    return new EmbeddedPostgresError(
      'damaged',
      `The database in ${folder} is damaged (${reason}). Restore a backup into it, or move it away to begin with an empty log. Details: ${log}`,
    );
  return new EmbeddedPostgresError('failed', `PostgreSQL did not start: ${reason}. Details: ${log}`);
}

/** A failed file operation on the data folder → one message; anything else is returned as it is. */
export function explainFileError(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return explainFailure('No space left on device', folder, folder);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return explainFailure(
      `error: Permission denied: ${(error as NodeJS.ErrnoException).path ?? folder}`,
      folder,
      folder,
    );
  if (code === 'ELOOP')
    return new EmbeddedPostgresError(
      'permission',
      `${(error as NodeJS.ErrnoException).path ?? folder} is a link, which is not followed. Remove it and start again.`,
    );
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return new EmbeddedPostgresError(
      'foreignFolder',
      `${folder} is not a folder. Move that file away, or set WIRELEDGER_DATA_DIR to another folder.`,
    );
  return error;
}
