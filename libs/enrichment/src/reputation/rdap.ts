import { dayOf, factsOf, field, itemsOf, textOf } from './fields';
import { registeredName } from './registered-name';
import { type ReputationSource, type Subject, UNKNOWN } from './source';

/** Registration data by RDAP (RFC 9082, RFC 9083): who has it, and since when. It judges nothing. `base`: of the server that is responsible. */
export const rdap: ReputationSource = {
  id: 'rdap',
  title: 'RDAP (registration)',
  host: 'the registry that is responsible',
  kinds: ['address', 'name'],
  quota: { perMinute: 10, perDay: 500 },
  request({ kind, value }, _key, base) {
    const asked = kind === 'address' ? value : registeredName(value);
    if (asked === null) return null;
    return {
      url: `${base.replace(/\/$/, '')}/${kind === 'address' ? 'ip' : 'domain'}/${encodeURIComponent(asked)}`,
      headers: { accept: 'application/rdap+json, application/json' },
    };
  },
  read(answer, { kind }) {
    const wanted = kind === 'address' ? 'ip network' : 'domain';
    if (field(answer, 'objectClassName') !== wanted) return null;
    const when = (action: string) => {
      const found = itemsOf(field(answer, 'events'), 50).find((one) => field(one, 'eventAction') === action);
      return dayOf(field(found, 'eventDate'));
    };
    return {
      ...UNKNOWN,
      facts: factsOf([
        ['name', field(answer, kind === 'address' ? 'name' : 'ldhName')],
        ['handle', field(answer, 'handle')],
        ['range', kind === 'address' ? rangeOf(answer) : ''],
        ['registrar', nameOf(answer, 'registrar')],
        ['registrant', nameOf(answer, 'registrant')],
        ['abuse contact', nameOf(answer, 'abuse')],
        ['country', field(answer, 'country')],
        ['registered', when('registration')],
        ['changed', when('last changed')],
        ['expires', when('expiration')],
        ['status', itemsOf(field(answer, 'status'), 6).map(textOf).filter(Boolean).join(', ')],
        [
          'name servers',
          itemsOf(field(answer, 'nameservers'), 4)
            .map((one) => textOf(field(one, 'ldhName')))
            .filter(Boolean)
            .join(', '),
        ],
      ]),
    };
  },
};

function rangeOf(answer: unknown): string {
  const [first, last] = [textOf(field(answer, 'startAddress')), textOf(field(answer, 'endAddress'))];
  return first && last ? `${first} – ${last}` : '';
}

/** Name of the first entity with a role, also one level below: `fn` of its jCard (RFC 7095). */
function nameOf(answer: unknown, role: string): string {
  const top = itemsOf(field(answer, 'entities'), 20);
  const all = [...top, ...top.flatMap((one) => itemsOf(field(one, 'entities'), 20))];
  const entity = all.find((one) => itemsOf(field(one, 'roles'), 10).includes(role));
  const card = itemsOf(itemsOf(field(entity, 'vcardArray'), 2)[1], 50);
  const name = card.find((line) => Array.isArray(line) && line[0] === 'fn');
  return textOf(Array.isArray(name) ? name[3] : undefined);
}

/** Files of the bootstrap registries (RFC 9224), as https://data.iana.org/rdap/ has them. */
export const RDAP_FILES = { name: 'dns.json', ipv4: 'ipv4.json', ipv6: 'ipv6.json' } as const;

/** Which file knows the server that is responsible. */
export const rdapFile = ({ kind, value }: Subject): string =>
  kind === 'name' ? RDAP_FILES.name : value.includes(':') ? RDAP_FILES.ipv6 : RDAP_FILES.ipv4;

/**
 * The address of the server that is responsible, by a bootstrap file: of the longest entry that holds it, https before http. Null when none does, or it is
 * no such file. `holds`: whether a prefix holds an address, and how long it is.
 */
export function rdapServer(
  bootstrap: unknown,
  { kind, value }: Subject,
  lengthIfHeld: (prefix: string, address: string) => number | null,
): string | null {
  let best: { readonly length: number; readonly url: string } | null = null;
  for (const service of itemsOf(field(bootstrap, 'services'), 5000)) {
    const [entries, urls] = [itemsOf(itemsOf(service, 2)[0], 5000), itemsOf(itemsOf(service, 2)[1], 10)];
    const usable = urls.filter((url): url is string => typeof url === 'string' && URL.canParse(url));
    const url = usable.find((one) => one.startsWith('https:')) ?? usable[0];
    if (url === undefined) continue;
    for (const entry of entries) {
      if (typeof entry !== 'string') continue;
      const length = kind === 'address' ? lengthIfHeld(entry, value) : suffixLength(entry.toLowerCase(), value);
      if (length !== null && (best === null || length > best.length)) best = { length, url };
    }
  }
  return best?.url ?? null;
}

const suffixLength = (suffix: string, name: string): number | null =>
  suffix !== '' && (name === suffix || name.endsWith(`.${suffix}`)) ? suffix.length : null;
