import type { AddressPlace, Places } from '../places';

export const TEST_COUNTRIES = ['AT', 'DE', 'KP', 'ZW', 'XK'] as const;
export const TEST_NETWORKS = [1, 64_500, 4_294_967_295] as const;

/** Some place for most addresses: the same always, one of the two facts alone now and then, none for a few. */
function placeOf(address: string): AddressPlace | null {
  let hash = 7;
  for (const char of address) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 65_521;
  if (hash % 7 === 0) return null;
  const country = hash % 5 === 0 ? null : (TEST_COUNTRIES[hash % TEST_COUNTRIES.length] ?? null);
  return { country, asn: hash % 11 === 0 ? null : (TEST_NETWORKS[hash % TEST_NETWORKS.length] ?? null) };
}

/** Data sets of tests. They know nothing before they are read, as others. */
export class TestPlaces implements Places {
  private isRead = false;

  ready(): Promise<void> {
    this.isRead = true;
    return Promise.resolve();
  }

  of(address: string): AddressPlace | null {
    return this.isRead ? placeOf(address) : null;
  }
}
