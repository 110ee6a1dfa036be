import { openSync, closeSync, fstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readRule, type Rule } from '@wireledger/detectors';

/** A file of a rule that cannot be used; the message names file, cause and mend. */
export class UnreadableRule extends Error {}

/** Far more than any rule needs, with as many test cases as it can have. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The rule that a file holds; its id is the file's name. @throws UnreadableRule */
export function ruleOf(file: string): Rule {
  try {
    return readRule(idOf(file), textOf(file));
  } catch (error) {
    throw new UnreadableRule(`${file}: ${(error as Error).message}`);
  }
}

/** The name without its ending, in small letters; what an id cannot hold becomes a dash. */
const idOf = (file: string): string => {
  const name = path.basename(file).replace(/\.json$/i, '');
  const id = name.toLowerCase().replaceAll(/[^a-z0-9._-]/g, '-');
  return (/^[a-z0-9]/.test(id) ? id : `rule${id}`).slice(0, 100);
};

function textOf(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const stat = fstatSync(handle);
    const { size } = stat;
    if (!stat.isFile()) throw new RangeError('this is no file');
    if (size > MOST_BYTES) throw new RangeError(`a rule has at most ${MOST_BYTES} bytes, this file has ${size}`);
    return readFileSync(handle, 'utf8');
  } finally {
    closeSync(handle);
  }
}
