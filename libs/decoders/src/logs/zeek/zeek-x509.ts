import { bad, type LineFate } from '../entry';
import { distinguishedName, timeOf } from '../values';
import { textField, zeekName, type ZeekRow } from './zeek-row';

const SHA256 = /^[0-9a-f]{64}$/;
const MAX_NAMES = 64;
/** Nobody's connection: rows of certificates are for all handshakes that name them. */
const NO_ENDS = { src: '0.0.0.0', srcPort: 0, dst: '0.0.0.0', dstPort: 0, proto: 6 };

/** A row of x509.log. Newer releases name it by its SHA-256 (`fingerprint`), older by the id of its file (`id`). */
export function x509Entry(row: ZeekRow, us: number): LineFate {
  const text = (name: string) => textField(row, name);
  const fingerprint = text('fingerprint').toLowerCase();
  const sha256 = SHA256.test(fingerprint) ? fingerprint : '';
  const refs = [sha256, textField(row, 'id', 64)].filter((ref) => ref !== '');
  if (refs.length === 0) return bad('no line of this format');
  const seconds = (name: string) => Math.floor((timeOf(row.raw(name)) ?? 0) / 1e6);
  const names = row.list('san.dns') ?? [];
  return {
    ...{ kind: 'certificate', uid: '', us, ends: NO_ENDS, refs },
    certificate: {
      sha256,
      ...{
        subject: distinguishedName(text('certificate.subject')),
        issuer: distinguishedName(text('certificate.issuer')),
      },
      serial: /^[0-9a-f]{1,128}$/.exec(text('certificate.serial').toLowerCase())?.[0] ?? '',
      notBefore: seconds('certificate.not_valid_before'),
      notAfter: seconds('certificate.not_valid_after'),
      names: names.slice(0, MAX_NAMES).map(zeekName),
      nameCount: names.length,
    },
  };
}
