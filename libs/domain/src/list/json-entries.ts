import { isShape, mispValues, type Shape, shapes, stixValues } from './json-values';

/** A value of a JSON file, the word on it, and the number of the object that it stood in, from 1. */
export interface JsonEntry {
  readonly value: string;
  readonly note: string;
  readonly place: number;
}

/** What a JSON file holds: a bundle of STIX 2.1, or events of MISP. */
export interface JsonEntries {
  readonly format: 'stix' | 'misp';
  readonly entries: readonly JsonEntry[];
  /** Objects that could be entries; of these left out on purpose: revoked, ended, not for detection, or not one value. */
  readonly objects: number;
  readonly leftOut: number;
}

/** Why a JSON file cannot be read, and what to do. */
export interface JsonRefusal {
  readonly problem: string;
  readonly mend: string;
}

/** Reads the text of a JSON file. `nowUs`: what ended before is left out. Never throws. */
export function jsonEntries(text: string, nowUs: number): JsonEntries | JsonRefusal {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return { problem: 'it begins like JSON and is none, or its end is missing', mend: 'fetch it again' };
  }
  if (isShape(root) && root['type'] === 'bundle') return ofStix(shapes(root['objects']), nowUs);
  // A page of TAXII 2.1 §3.4 is an envelope without a type.
  if (isShape(root) && Array.isArray(root['objects'])) return ofStix(shapes(root['objects']), nowUs);
  const events = mispEvents(root);
  if (events.length > 0) return ofMisp(events);
  if (isShape(root) && Object.values(root).some((one) => isShape(one) && 'Orgc' in one))
    return { problem: 'it is the manifest of a MISP feed, which has no entries', mend: 'give one of its events' };
  return {
    problem: 'it is JSON, but no bundle of STIX 2.1 and no event of MISP',
    mend: 'export it as one of these, or as text',
  };
}

function ofStix(objects: readonly Shape[], nowUs: number): JsonEntries {
  const entries: JsonEntry[] = [];
  let [leftOut, indicators] = [0, 0];
  objects.forEach((object, i) => {
    const said = stixValues(object);
    if (said === null) return;
    indicators++;
    const over = said.untilUs !== null && said.untilUs <= nowUs;
    if (over || said.entries.length === 0) leftOut++;
    else for (const entry of said.entries) entries.push({ ...entry, place: i + 1 });
  });
  return { format: 'stix', entries, objects: indicators, leftOut };
}

/** `{Event}`, `{response: [{Event}]}`, or a list of events. */
function mispEvents(root: unknown): readonly Shape[] {
  const list = Array.isArray(root)
    ? root
    : isShape(root) && Array.isArray(root['response'])
      ? root['response']
      : [root];
  return shapes(list).flatMap(({ Event: event }) => (isShape(event) ? [event] : []));
}

function ofMisp(events: readonly Shape[]): JsonEntries {
  const entries: JsonEntry[] = [];
  let [leftOut, place] = [0, 0];
  for (const event of events)
    for (const said of mispValues(event)) {
      place++;
      if (said.length === 0) leftOut++;
      else for (const entry of said) entries.push({ ...entry, place });
    }
  return { format: 'misp', entries, objects: place, leftOut };
}
