import { getDomain } from 'tldts';

/** Private suffixes (`github.io`, `s3.amazonaws.com` …) part customers, so names below them belong to different owners. */
const OPTIONS = {
  allowPrivateDomains: true,
  validateHostname: false,
  detectIp: false,
  extractHostname: false,
} as const;
/** No suffix in the list has more labels than five; a registered domain has one more. */
const LABELS = 6;

/** Registered domain of a name in lower-case master-file form by the public-suffix list, '' when it has none (a single label, a suffix itself). */
export function registeredDomain(name: string): string {
  return getDomain(lastLabels(name), OPTIONS) ?? '';
}

/** Tunnels make names longer than a host name may be; the end of one is enough. A dot after a backslash belongs to a label. */
function lastLabels(name: string): string {
  let at = name.length;
  for (let labels = 0; labels < LABELS; labels++) {
    do at = name.lastIndexOf('.', at - 1);
    while (at > 0 && name[at - 1] === '\\');
    if (at <= 0) return name;
  }
  return name.slice(at + 1);
}
