import { applyWhen, maxLength, required, type SchemaPathTree, validate } from '@angular/forms/signals';
import type { ListFeedsResult, SetListFeedVariables } from '../../graphql/generated/operations';
import { shortText, wanted } from '../../ui/form/rules';
import { addressRules, unfinished } from '../../ui/form/value-rules';

type Feed = ListFeedsResult['listFeeds'][number];

/** Where a list is fetched from, as it is written into the form. */
export interface FeedEntry {
  readonly url: string;
  /** '' = a file whose format is found out. */
  readonly format: NonNullable<Feed['format']> | '';
  /** Minutes. */
  readonly every: string;
  /** Name of a header to send along; '' = none. */
  readonly header: string;
  /** Its value; '' keeps the one that is there. */
  readonly secret: string;
}

const NAME = /^[A-Za-z0-9-]{1,60}$/;
/** Headers that are the request's own. */
const OWN = /^(?:host|connection|content-.*|transfer-encoding|accept-encoding|if-.*|upgrade|te|trailer|proxy-.*)$/i;
const VALUE = /^[\x20-\x7e]{0,4000}$/;
const VALUE_LIKE = 'Printable ASCII in one line, at most 4,000 characters.';

/** As it is now. The value of a header is never shown again. */
export const feedEntryOf = (feed: Feed | undefined): FeedEntry => ({
  ...{ url: feed?.url ?? '', format: feed?.format ?? '', every: String(feed?.everyMinutes ?? 1440) },
  ...{ header: feed?.headerName ?? '', secret: '' },
});

/** What the API takes. `kept`: name of the header whose value is there already. */
export function feedRules(entry: SchemaPathTree<FeedEntry>, kept: () => string | null | undefined): void {
  wanted(entry.url, 'An address is wanted.');
  addressRules(entry.url, { schemes: ['https:', 'http:'], like: 'https://lists.example/bad.txt' });
  shortText(entry.header, 60);
  validate(entry.header, ({ value }) => {
    const name = value().trim();
    if (name === '' || (NAME.test(name) && !OWN.test(name))) return undefined;
    return NAME.test(name)
      ? unfinished(`${name} is a header of the request itself.`)
      : { kind: 'header', message: 'A header’s name is of letters, digits and hyphens.' };
  });
  maxLength(entry.secret, 4000, { message: VALUE_LIKE });
  validate(entry.secret, ({ value }) =>
    VALUE.test(value().trim()) ? undefined : { kind: 'header', message: VALUE_LIKE },
  );
  applyWhen(
    entry,
    ({ value }) => value().header.trim() !== '' && value().header.trim() !== kept(),
    ({ secret }) => required(secret, { message: 'A new header needs its value.' }),
  );
}

/** What is sent of it. */
export function feedOrder({
  url,
  format,
  every,
  header,
  secret,
}: FeedEntry): Omit<SetListFeedVariables, 'id' | 'seen' | 'key'> {
  const sent =
    header.trim() === '' ? {} : { headerName: header.trim(), headerValue: secret.trim() === '' ? null : secret.trim() };
  return { url: url.trim(), format: format === '' ? null : format, everyMinutes: Number(every), ...sent };
}
