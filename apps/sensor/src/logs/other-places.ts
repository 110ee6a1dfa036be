import type { KnownFile } from './known-file';
import type { LogPlace } from './log-spec';
import type { LogCheckpoint } from './log-state';

const isPlace = (one: LogPlace, other: LogPlace): boolean => one.kind === other.kind && one.path === other.path;

/** Whether a place is one of those. */
export const isAmong = (places: readonly LogPlace[], place: LogPlace): boolean =>
  places.some((one) => isPlace(one, place));

/** The wanted places, those that were there before first, and the files of these, which keep how far they were read. */
export function placedAnew(
  before: readonly LogPlace[],
  wanted: readonly LogPlace[],
  files: readonly KnownFile[],
): { readonly places: LogPlace[]; readonly files: KnownFile[] } {
  const places = [
    ...before.filter((place) => isAmong(wanted, place)),
    ...wanted.filter((place) => !isAmong(before, place)),
  ];
  return {
    places,
    files: files.flatMap((file) => {
      const was = before[file.place];
      const place = was ? places.findIndex((one) => isPlace(one, was)) : -1;
      return place < 0 ? [] : [{ ...file, place }];
    }),
  };
}

/** The files as if the step that was begun were done: some of it is in the event log. */
export const passed = ({ files, plan }: LogCheckpoint): KnownFile[] =>
  files.map((file) => {
    const range = plan?.ranges.find((one) => one.file === file.id);
    return range ? { ...file, at: Math.max(file.at, range.to) } : file;
  });
