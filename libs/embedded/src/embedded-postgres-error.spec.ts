import { explainFailure, explainFileError } from './embedded-postgres-error';

const FOLDER = '/srv/wireledger/postgres';
const LOG = `${FOLDER}/postgres.log`;

describe('explainFailure', () => {
  it.each([
    ['initdb: error: could not write to file: No space left on device', 'diskFull', 'full'],
    [
      '2026-11-21 UTC [1] PANIC:  could not write to file "pg_wal/xlogtemp.1": No space left on device',
      'diskFull',
      'another disk',
    ],
    ['FATAL:  data directory "/x" has wrong ownership', 'permission', 'Give the folder'],
    ['PANIC:  could not locate a valid checkpoint record at 0/1', 'damaged', 'Restore a backup'],
    ['LOG:  starting\nFATAL:  could not open file "global/pg_filenode.map": No such file', 'damaged', LOG],
    ['FATAL:  could not create shared memory segment', 'failed', 'could not create shared memory segment'],
    ['', 'failed', 'no output'],
  ])('%j is %s', (output, fault, words) => {
    const error = explainFailure(output, FOLDER, LOG);
    expect(error).toMatchObject({ fault, code: `embeddedPostgres.${fault}` });
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('\n');
  });
});

describe('explainFileError', () => {
  const failure = (code: string) => Object.assign(new Error(code), { code });

  it.each([
    ['ENOSPC', 'diskFull'],
    ['EACCES', 'permission'],
    ['EROFS', 'permission'],
    ['ENOTDIR', 'foreignFolder'],
  ])('%s is %s', (code, fault) => {
    expect(explainFileError(failure(code), FOLDER)).toMatchObject({ fault });
  });

  it('leaves what it does not know as it is', () => {
    const error = failure('EMFILE');
    expect(explainFileError(error, FOLDER)).toBe(error);
  });
});
