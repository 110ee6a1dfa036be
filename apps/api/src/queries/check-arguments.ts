import { readFilter } from '@wireledger/filter';
import { DomainError, parsePrefix, parseTime } from '@wireledger/kernel';

import { kindOfQuery } from './filter-kinds';

const refuse = (message: string): never => {
  throw new DomainError('BAD_USER_INPUT', message);
};

/** Greatest page of each list, and of everything that is not named. */
const MAX_FIRST: Readonly<Record<string, number>> = { flows: 1000, captures: 500 };
const MAX_FIRST_ELSE = 200;
const MAX_LIST = 100;
const MAX_TEXT = 1024;
const ADDRESS_FIELDS = new Set(['ip', 'notIp', 'src', 'dst', 'client', 'server', 'address']);
const PORT_FIELDS = new Set(['port', 'srcPort', 'dstPort']);

function checkRange({ from, to }: { from: string; to: string }): void {
  const [start, end] = [parseTime(from), parseTime(to)];
  if (start === null || end === null || start >= end)
    refuse('The range is empty: `from` must be before `to`. Swap them, or choose a later `to`.');
}

function checkValue(query: string, path: string, name: string, value: unknown): void {
  if (typeof value === 'string') {
    // An expression has limits and errors of its own.
    if (name === 'filter') return void readFilter(value, kindOfQuery(query));
    // No text of the database holds it, and the database would not even look.
    if (value.includes('\0'))
      refuse(`\`${path}\` holds a NUL character. Names that hold one are shown, and found, with \\u0000.`);
    if (value.length > MAX_TEXT) refuse(`\`${path}\` is longer than ${MAX_TEXT} characters.`);
    if (ADDRESS_FIELDS.has(name) && parsePrefix(value) === null)
      refuse(`\`${path}\` is not an address or prefix. Write it like 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32.`);
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value) || value < 0) refuse(`\`${path}\` must not be negative.`);
    if (PORT_FIELDS.has(name) && value > 65535) refuse(`\`${path}\` is not a port: ports go from 0 to 65535.`);
  }
}

/** Arguments that the schema's types let through but no query can mean. @throws DomainError BAD_USER_INPUT naming the argument, BAD_FILTER with the place */
export function checkArguments(query: string, args: object, path = ''): void {
  if (path === '' && 'asOf' in args && 'minPosition' in args)
    refuse('`asOf` and `minPosition` exclude each other: leave out `minPosition` to look at the past.');
  for (const [name, value] of Object.entries(args) as [string, unknown][]) {
    const here = path ? `${path}.${name}` : name;
    if (path === '' && name === 'first') checkFirst(query, value as number);
    else if (name === 'range') checkRange(value as { from: string; to: string });
    else if (Array.isArray(value)) {
      if (value.length > MAX_LIST) refuse(`\`${here}\` has more than ${MAX_LIST} entries.`);
      for (const item of value) checkValue(query, here, name, item);
    } else if (typeof value === 'object' && value !== null) checkArguments(query, value, here);
    else checkValue(query, here, name, value);
  }
}

function checkFirst(query: string, first: number): void {
  const most = MAX_FIRST[query] ?? MAX_FIRST_ELSE;
  if (first < 1 || first > most)
    refuse(`\`first\` must be from 1 to ${most} for ${query}. Ask for further pages with \`after\`.`);
}
