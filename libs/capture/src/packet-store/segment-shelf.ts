import { readdirSync, rmSync, rmdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { indexFile } from './segment-file';

const SENSOR = /^[a-z0-9][a-z0-9-]{0,31}$/;
const SOURCE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NAME = /^(\d{8})-(\d{15})\.(?:pcapng|sealed)$/;

/** A segment that is closed. */
export interface ShelvedSegment {
  readonly file: string;
  readonly sensor: string;
  readonly source: string;
  /** Of its source, from 1. */
  readonly number: number;
  /** Number of its first packet among all that its source had. */
  readonly ordinal: number;
  /** With its index. */
  readonly bytes: number;
  /** When it was written last, ms since 1970 UTC. */
  readonly writtenMs: number;
}

/** Folder of a source's segments. @throws when either name is none of a sensor or source */
export function sourceFolder(root: string, sensor: string, source: string): string {
  if (!SENSOR.test(sensor) || !SOURCE.test(source)) throw new RangeError('not the names of a sensor and a source');
  return path.join(root, sensor, source);
}

/** Name of a segment's file. */
export const segmentName = (number: number, ordinal: number, sealed: boolean): string =>
  `${String(number).padStart(8, '0')}-${String(ordinal).padStart(15, '0')}.${sealed ? 'sealed' : 'pcapng'}`;

/** What a segment is called where names are paths: `sensor/source/file`. */
export const nameOf = ({ file, sensor, source }: Pick<ShelvedSegment, 'file' | 'sensor' | 'source'>): string =>
  [sensor, source, path.basename(file)].join('/');

/** The segment that bears a name; null when the name is none of a segment. */
export function archivedSegment(name: string, bytes: number, writtenMs: number): ShelvedSegment | null {
  const [sensor = '', source = '', file = '', ...more] = name.split('/');
  const [, number, ordinal] = NAME.exec(file) ?? [];
  if (more.length > 0 || !SENSOR.test(sensor) || !SOURCE.test(source) || number === undefined) return null;
  return { ...{ file: name, sensor, source, bytes, writtenMs }, number: Number(number), ordinal: Number(ordinal) };
}

/** What the folder of packets holds, in the order in which it was written. Other files in it are left alone. */
export function shelvedSegments(root: string): ShelvedSegment[] {
  const found: ShelvedSegment[] = [];
  for (const sensor of namesIn(root).filter((name) => SENSOR.test(name)))
    for (const source of namesIn(path.join(root, sensor)).filter((name) => SOURCE.test(name)))
      for (const name of namesIn(path.join(root, sensor, source))) {
        const [, number, ordinal] = NAME.exec(name) ?? [];
        if (number === undefined) continue;
        const file = path.join(root, sensor, source, name);
        found.push(shelved({ file, sensor, source, number: Number(number), ordinal: Number(ordinal) }));
      }
  return found.sort((a, b) => a.writtenMs - b.writtenMs || a.number - b.number);
}

/** A segment with what its files say. */
export function shelved(of: Omit<ShelvedSegment, 'bytes' | 'writtenMs'>): ShelvedSegment {
  const stat = statSync(of.file);
  const index = statSync(indexFile(of.file), { throwIfNoEntry: false });
  return { ...of, bytes: stat.size + (index?.size ?? 0), writtenMs: stat.mtimeMs };
}

/** Removes a segment with its index, and the folder of a source that has none left. */
export function discard({ file }: Pick<ShelvedSegment, 'file'>): void {
  for (const one of [file, indexFile(file)]) rmSync(one, { force: true });
  try {
    rmdirSync(path.dirname(file));
  } catch {
    // Others are in it.
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
