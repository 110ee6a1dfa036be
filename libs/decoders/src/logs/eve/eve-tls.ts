import { TLS_VERSIONS } from '../../tls/tls-types';
import type { LoggedHandshake } from '../entry';
import { distinguishedName, inverse, JA4 } from '../values';
import type { EveBeginning } from './eve-events';
import { eveName, eveText, type Json, objectAt, stringAt } from './eve-values';

const UDP = 17;
const HASH = /^[0-9a-f]{32}$/;
/** Names of facts, and those that Suricata has beside them. */
const VERSIONS = new Map([
  ...inverse(TLS_VERSIONS),
  ...([
    ['SSLv2', 0x0002],
    ['SSLv3', 0x0300],
    ['TLSv1', 0x0301],
    ['TLS 1.0', 0x0301],
  ] as const),
]);

/** An event `tls`. */
export function eveHandshake(event: Json, { us, uid, ends }: EveBeginning): LoggedHandshake {
  const tls = objectAt(event, 'tls');
  const hash = (name: string) => HASH.exec(stringAt(objectAt(tls, name), 'hash'))?.[0] ?? '';
  const seconds = (name: string) => validityOf(stringAt(tls, name));
  const sni = stringAt(tls, 'sni');
  return {
    ...{ kind: 'tls', uid, us, ends, transport: ends.proto === UDP ? 'dtls' : 'tcp', quicVersion: 0, certRef: '' },
    ...{
      serverName: sni === '' ? '' : eveName(sni),
      version: versionOf(stringAt(tls, 'version')),
      cipher: -1,
      alpn: '',
    },
    ...{
      ja3: hash('ja3'),
      ja3s: hash('ja3s'),
      ja4: ja4Of(tls),
    },
    ...{
      certSha256: '',
      certSubject: distinguishedName(eveText(stringAt(tls, 'subject'))),
      certIssuer: distinguishedName(eveText(stringAt(tls, 'issuerdn'))),
    },
    certSerial: /^[0-9A-Fa-f:]{1,128}$/.exec(stringAt(tls, 'serial'))?.[0].replaceAll(':', '').toLowerCase() ?? '',
    ...{ certNotBefore: seconds('notbefore'), certNotAfter: seconds('notafter') },
  };
}

/** Names that Suricata has of QUIC's versions → as on the wire (RFC 9000 §15, RFC 9369 §3). */
const QUIC_VERSIONS = new Map([
  ['1', 1],
  ['v1', 1],
  ['2', 0x6b3343cf],
  ['v2', 0x6b3343cf],
]);

/** An event `quic`: what its first packet asks for. What was agreed is encrypted. */
export function eveQuic(event: Json, { us, uid, ends }: EveBeginning): LoggedHandshake {
  const quic = objectAt(event, 'quic');
  const hash = (name: string) => HASH.exec(stringAt(objectAt(quic, name), 'hash'))?.[0] ?? '';
  const [sni, version] = [stringAt(quic, 'sni'), stringAt(quic, 'version')];
  // gQUIC's versions are their name: Q046.
  const named = /^[QT]\d{3}$/.test(version) ? Buffer.from(version, 'latin1').readUInt32BE(0) : 0;
  return {
    ...{ kind: 'tls', uid, us, ends, transport: 'quic', quicVersion: QUIC_VERSIONS.get(version) ?? named, certRef: '' },
    ...{ serverName: sni === '' ? '' : eveName(sni), version: 0, cipher: -1, alpn: '' },
    ...{ ja3: hash('ja3'), ja3s: hash('ja3s'), ja4: ja4Of(quic) },
    ...{ certSha256: '', certSubject: '', certIssuer: '', certSerial: '', certNotBefore: 0, certNotAfter: 0 },
  };
}

const ja4Of = (of: Json): string => JA4.exec(stringAt(of, 'ja4'))?.[0] ?? '';

/** A date without a zone, UTC → s since 1970; 0 when it is none. The usual end of time, the last second of 9999, is one. */
function validityOf(text: string): number {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : NaN;
  return Number.isNaN(ms) ? 0 : ms / 1000;
}

function versionOf(name: string): number {
  const draft = /^TLS 1\.3 draft (\d{1,3})$/.exec(name)?.[1];
  if (draft !== undefined && Number(draft) < 256) return 0x7f00 | Number(draft);
  return VERSIONS.get(name) ?? (/^0x[0-9a-f]{4}$/.test(name) ? Number.parseInt(name, 16) : 0);
}
