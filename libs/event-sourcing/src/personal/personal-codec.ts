import type { NewEvent, RecordedEvent } from '../event-log';
import { AddressSubjects } from './address-subjects';
import { openText, sealText } from './field-seal';
import { type FoundText, personalTexts, type PersonalTable, valueAt, withValue } from './personal-fields';
import type { SubjectKey, SubjectKeys } from './subject-keys';

/** Read in the place of a text whose key is lost, or that was changed: verifying the log says which. */
export const UNREADABLE = '(unreadable)';

/** A text as it is stored: sealed, or in clear by a release that sealed nothing. */
interface StoredText extends FoundText {
  readonly sealed: boolean;
}

/**
 * Seals the personal texts of events on their way into a log, and opens them on their way out. What is sealed, and under whose keys, stands in the
 * metadata (`sealed`), which the chain covers; so the table may change, and events of releases before it are read as they are.
 */
export class PersonalCodec {
  private readonly addresses: AddressSubjects;

  constructor(
    private readonly table: PersonalTable,
    private readonly keys: SubjectKeys,
  ) {
    this.addresses = new AddressSubjects(keys);
  }

  /** The events as they are stored. Those without personal texts are the very same objects. */
  async seal(events: readonly NewEvent[]): Promise<readonly NewEvent[]> {
    const named = events.map((event) => personalTexts(event, this.table));
    const kept = await this.addresses.current(subjectsOf(named));
    const texts = named.map((found) => found.map((text) => keptUnder(text, kept)));
    const subjects = subjectsOf(texts);
    if (subjects.length === 0) return events;
    const keys = await this.keys.make(subjects);
    return events.map((event, i) => sealed(event, texts[i] as readonly FoundText[], keys));
  }

  /**
   * The events as they were offered; what belongs to somebody who was erased reads as his label, also where it is stored in clear. Each tells whose
   * its texts are (`owners`).
   */
  async open(events: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]> {
    const named = events.map((event) => this.stored(event));
    const kept = await this.addresses.first(subjectsOf(named.map((found) => found.filter(({ sealed }) => !sealed))));
    const texts = named.map((found) => found.map((text) => (text.sealed ? text : keptUnder(text, kept))));
    const subjects = subjectsOf(texts);
    if (subjects.length === 0) return events;
    const keys = await this.keys.find(subjects);
    return events.map((event, i) => opened(event, texts[i] as readonly StoredText[], keys));
  }

  private stored(event: RecordedEvent): readonly StoredText[] {
    if (!this.table.has(event.type) && event.meta.sealed === undefined) return [];
    const said = event.meta.sealed ?? {};
    const sealedTexts = Object.entries(said).flatMap(([path, subjects]) => {
      const value = valueAt(event.data, path);
      const isSealed = typeof value === 'string' && isSubjects(subjects);
      return isSealed ? [{ path, value, subjects, sealed: true }] : [];
    });
    const clear = personalTexts(event, this.table).filter(({ path }) => !Object.hasOwn(said, path));
    return [...sealedTexts, ...clear.map((text) => ({ ...text, sealed: false }))];
  }
}

/** Whoever may append may write any metadata: what is no list of subjects seals nothing. */
const isSubjects = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((subject) => typeof subject === 'string');

/** The text with the subjects that keys are kept under in the place of those that name an address. */
const keptUnder = <Text extends FoundText>(text: Text, kept: ReadonlyMap<string, string>): Text =>
  kept.size === 0 ? text : { ...text, subjects: text.subjects.map((subject) => kept.get(subject) ?? subject) };

const subjectsOf = (texts: readonly (readonly FoundText[])[]): string[] => [
  ...new Set(texts.flatMap((found) => found.flatMap(({ subjects }) => subjects))),
];

/** What of the subjects' keys there is: their bytes, the label of one who was erased, or nothing. */
function kept(subjects: readonly string[], keys: ReadonlyMap<string, SubjectKey>): readonly Buffer[] | string | null {
  const found = subjects.map((subject) => keys.get(subject));
  const erased = found.find((key) => key?.is === 'erased');
  if (erased?.is === 'erased') return erased.label;
  const bytes = found.flatMap((key) => (key?.is === 'key' ? [key.key] : []));
  return bytes.length === subjects.length ? bytes : null;
}

function sealed(event: NewEvent, texts: readonly FoundText[], keys: ReadonlyMap<string, SubjectKey>): NewEvent {
  if (texts.length === 0) return event;
  let { data } = event;
  const said: Record<string, readonly string[]> = {};
  for (const { path, value, subjects } of texts) {
    const found = kept(subjects, keys);
    if (found === null) throw new Error(`there is no key for ${subjects.join(' and ')}`);
    // Nothing more is written down about somebody who was erased.
    if (typeof found === 'string') data = withValue(data, path, found);
    else {
      data = withValue(data, path, sealText(value as string, placeOf(event, path), found));
      said[path] = subjects;
    }
  }
  return { ...event, data, meta: Object.keys(said).length === 0 ? event.meta : { ...event.meta, sealed: said } };
}

function opened(
  event: RecordedEvent,
  texts: readonly StoredText[],
  keys: ReadonlyMap<string, SubjectKey>,
): RecordedEvent {
  if (texts.length === 0) return event;
  let { data } = event;
  for (const { path, value, subjects, sealed: isSealed } of texts) {
    const found = kept(subjects, keys);
    if (typeof found === 'string') data = withValue(data, path, found);
    else if (isSealed)
      data = withValue(data, path, (found && openText(value as string, placeOf(event, path), found)) ?? UNREADABLE);
  }
  const owners = Object.fromEntries(texts.map(({ path, subjects }) => [path, subjects]));
  return { ...event, data, owners, ...(data === event.data ? {} : { stored: event.data }) };
}

const placeOf = ({ id, type }: NewEvent, path: string) => ({ event: id, type, path });
