import { tlsCipherNumber } from '../../tls/tls-ciphers';
import type { LoggedHandshake } from '../entry';
import { distinguishedName, JA4, wholeOf } from '../values';
import type { ZeekBeginning } from './zeek-rows';
import { textField, zeekName, type ZeekRow, zeekText } from './zeek-row';

const TCP = 6;
const UDP = 17;
const VERSIONS = new Map(
  Object.entries({
    ...{ SSLv2: 0x0002, SSLv3: 0x0300, TLSv10: 0x0301, TLSv11: 0x0302, TLSv12: 0x0303, TLSv13: 0x0304 },
    ...{ DTLSv10: 0xfeff, DTLSv12: 0xfefd, DTLSv13: 0xfefc },
  }),
);
const DTLS = 0xfe;
const SHA256 = /^[0-9a-f]{64}$/;
const HASH = /^[0-9a-f]{32}$/;

/** A row of ssl.log, with what packages for JA3 and JA4 add. */
export function sslEntry(row: ZeekRow, { us, uid, ends }: ZeekBeginning): LoggedHandshake {
  const text = (name: string) => textField(row, name);
  const said = text('version');
  const version = VERSIONS.get(said) ?? wholeOf(/^unknown-(\d{1,5})$/.exec(said)?.[1] ?? null, 65_535) ?? 0;
  const dtls = version >> 8 === DTLS;
  const name = row.raw('server_name');
  const leaf = zeekText(row.list('cert_chain_fps')?.[0] ?? '').toLowerCase();
  const subject = distinguishedName(text('subject'));
  const ref = leaf || zeekText(row.list('cert_chain_fuids')?.[0] ?? '', 64);
  const hash = (...names: readonly string[]) =>
    names.map((one) => text(one).toLowerCase()).find((one) => HASH.test(one)) ?? '';
  return {
    ...{
      kind: 'tls',
      uid,
      us,
      ends: { ...ends, proto: dtls ? UDP : TCP },
      transport: dtls ? 'dtls' : 'tcp',
      quicVersion: 0,
    },
    ...{ serverName: name === null || name === '' ? '' : zeekName(name), version },
    ...{ cipher: tlsCipherNumber(text('cipher')), alpn: text('next_protocol') },
    ...{ ja3: hash('ja3'), ja3s: hash('ja3s'), ja4: JA4.exec(text('ja4'))?.[0] ?? '' },
    ...{
      certSha256: SHA256.test(leaf) ? leaf : '',
      certSubject: subject,
      certIssuer: distinguishedName(text('issuer')),
    },
    ...{ certSerial: '', certNotBefore: 0, certNotAfter: 0, certRef: subject === '' ? ref : '' },
  };
}
