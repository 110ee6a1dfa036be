import { parseIp } from '@wireledger/kernel';

/** Runs of characters that an address may be made of, and a prefix length behind one. */
const CANDIDATE = /(?<![\w.:])(\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]*[0-9a-f:])(\/\d{1,3})?(?![\w:])/gi;

/** A text in which each address is put in another form; everything else stays. Rather a version number too much than an address too little. */
export const maskAddressesIn = (text: string, mask: (address: Uint8Array) => string): string =>
  text.replace(CANDIDATE, (found, candidate: string, length = '') => {
    const address = parseIp(candidate);
    if (!address) return found;
    const masked = mask(address);
    return masked.includes('/') ? masked : masked + String(length);
  });
