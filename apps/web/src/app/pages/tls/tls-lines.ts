import type { Zone } from '../../core/time-grammar';
import { formatCount } from '../../format/numbers';
import { formatDuration, formatMoment } from '../../format/times';
import type { TlsRow } from '../../graphql/generated/operations';
import { type FactLine, type FactSection, line, valueLine, wireLine } from '../facts/fact-lines';

const NAMES_SHOWN = 12;

const validity = (time: string | null, zone: Zone, now: number): string | null =>
  time === null ? null : formatMoment(Date.parse(time), zone, now, true);

function certificateLines({ certificate, version, time }: TlsRow, zone: Zone, now: number): readonly FactLine[] {
  if (!certificate) {
    const encrypted = version?.startsWith('TLS 1.3') === true;
    return [{ label: 'Leaf', text: encrypted ? 'encrypted since TLS 1.3' : 'not seen' }];
  }
  const more = certificate.nameCount - Math.min(certificate.names.length, NAMES_SHOWN);
  const end = certificate.notAfter === null ? Infinity : Date.parse(certificate.notAfter);
  return [
    ...wireLine('Subject', certificate.subject),
    ...valueLine('Issuer', 'issuer', certificate.issuer),
    ...line('Valid from', validity(certificate.notBefore, zone, now)),
    ...line('Valid until', validity(certificate.notAfter, zone, now)).map((one) =>
      end < Date.parse(time)
        ? { ...one, text: `${one.text ?? ''}, past when it was shown`, tone: 'bad' as const }
        : one,
    ),
    ...certificate.names.slice(0, NAMES_SHOWN).flatMap((name) => valueLine('Name', 'domain', name)),
    ...(more > 0 ? line('', `${formatCount(more)} more names`) : []),
    ...wireLine('SHA-256', certificate.sha256, true),
    ...wireLine('Serial', certificate.serial, true),
  ];
}

/** What carried the handshake. */
function carrier({ transport, quicVersion }: TlsRow): string {
  if (transport === 'dtls') return 'UDP';
  if (transport !== 'quic') return 'TCP';
  return quicVersion === null ? 'QUIC' : `QUIC ${quicVersion}`;
}

/** Everything that is known of a handshake, for a drawer. */
export function tlsSections(fact: TlsRow, zone: Zone, now: number): readonly FactSection[] {
  return [
    {
      title: 'Handshake',
      lines: [
        ...valueLine('Name asked', 'domain', fact.serverName),
        ...line('Version', fact.version ?? 'no answer seen'),
        ...line('Client offers', fact.versionOffered),
        ...line('Over', carrier(fact)),
        ...wireLine('Cipher', fact.cipher, true),
        ...wireLine('ALPN', fact.alpn),
        ...wireLine('ALPN offered', fact.alpnOffered.join(', ')),
        ...line('Answered in', fact.latencyMs === null ? null : formatDuration(fact.latencyMs / 1000)),
        ...line('Retry', fact.retried ? 'the server asked for another ClientHello' : null),
      ],
    },
    {
      title: 'Fingerprints',
      lines: [
        ...valueLine('JA4', 'ja4', fact.ja4),
        ...valueLine('JA3', 'ja3', fact.ja3),
        ...wireLine('JA3S', fact.ja3s, true),
        ...wireLine('JA4, retry', fact.ja4Retry, true),
        ...wireLine('JA3, retry', fact.ja3Retry, true),
      ],
    },
    { title: 'Certificate', lines: certificateLines(fact, zone, now) },
  ].filter(({ lines }) => lines.length > 0);
}
