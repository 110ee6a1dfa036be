import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { listOf } from '../../core/filters';
import { Preferences } from '../../core/preferences';
import { RangeState } from '../../core/range-state';
import { formatDay, formatDuration } from '../../format/times';
import { TlsList, type TlsRow, TlsTopValues } from '../../graphql/generated/operations';
import { countedSection } from '../../ui/value-sidebar';
import { FactLines } from '../facts/fact-lines';
import { FactsFrame } from '../facts/facts-frame';
import { endColumns, type FactColumn, factsView, sensorColumn } from '../facts/facts-view';
import { tlsSections } from './tls-lines';

const COLUMNS: readonly FactColumn<TlsRow>[] = [
  ...endColumns<TlsRow>(),
  {
    id: 'sni',
    label: 'Name asked (SNI)',
    width: 140,
    grow: 1.5,
    fact: ({ fact }) => fact.serverName,
    value: ({ serverName }) => (serverName === null ? null : { kind: 'domain', value: serverName }),
  },
  {
    id: 'version',
    label: 'Version',
    width: 60,
    fact: ({ fact }) => fact.version,
    wire: ({ version }) => version,
  },
  { id: 'alpn', label: 'ALPN', width: 60, fact: ({ fact }) => fact.alpn, wire: ({ alpn }) => alpn, roomy: true },
  {
    id: 'ja4',
    label: 'JA4',
    width: 150,
    grow: 1,
    roomy: true,
    fact: ({ fact }) => fact.ja4,
    value: ({ ja4 }) => (ja4 === null ? null : { kind: 'ja4', value: ja4 }),
  },
  {
    id: 'subject',
    label: 'Certificate',
    keep: 0,
    width: 110,
    grow: 1.1,
    roomy: true,
    fact: ({ fact }) => fact.certificate?.subject ?? null,
    wire: ({ certificate }) => certificate?.subject ?? null,
  },
  {
    id: 'until',
    label: 'Valid until',
    width: 92,
    end: true,
    asc: 'EXPIRY_ASC',
    desc: 'EXPIRY_DESC',
    roomy: true,
    fact: ({ fact }) => fact.certificate?.notAfter ?? null,
    text: ({ certificate }, zone) => (certificate?.notAfter ? formatDay(Date.parse(certificate.notAfter), zone) : ''),
  },
  {
    id: 'issuer',
    label: 'Issuer',
    width: 180,
    extra: true,
    fact: ({ fact }) => fact.certificate?.issuer ?? null,
    value: ({ certificate }) =>
      certificate?.issuer ? { kind: 'issuer', value: certificate.issuer, mono: false } : null,
  },
  {
    id: 'ja3',
    label: 'JA3',
    width: 240,
    extra: true,
    fact: ({ fact }) => fact.ja3,
    value: ({ ja3 }) => (ja3 === null ? null : { kind: 'ja3', value: ja3 }),
  },
  {
    id: 'ja3s',
    label: 'JA3S',
    width: 240,
    extra: true,
    mono: true,
    fact: ({ fact }) => fact.ja3s,
    wire: ({ ja3s }) => ja3s,
  },
  {
    id: 'cipher',
    label: 'Cipher',
    width: 260,
    extra: true,
    mono: true,
    fact: ({ fact }) => fact.cipher,
    wire: ({ cipher }) => cipher,
  },
  {
    id: 'latency',
    label: 'Answered in',
    width: 84,
    end: true,
    desc: 'LATENCY_DESC',
    extra: true,
    fact: ({ fact }) => fact.latencyMs,
    text: ({ latencyMs }) => (latencyMs === null ? '' : formatDuration(latencyMs / 1000)),
  },
  {
    id: 'sha256',
    label: 'Certificate SHA-256',
    width: 280,
    extra: true,
    mono: true,
    fact: ({ fact }) => fact.certificate?.sha256 ?? null,
    wire: ({ certificate }) => certificate?.sha256 ?? null,
  },
  {
    id: 'over',
    label: 'Over',
    width: 56,
    extra: true,
    fact: ({ fact }) => fact.transport,
    text: ({ transport }) => transport,
  },
  sensorColumn<TlsRow>(),
];

/** TLS handshakes, over TCP and in QUIC: who asked for which name, with which software, and what certificate answered. */
@Component({
  selector: 'wl-tls',
  imports: [FactLines, FactsFrame],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<wl-facts-frame [view]="view"><wl-fact-lines [sections]="details()" /></wl-facts-frame>`,
  styles: `
    :host {
      display: block;
      height: 100%;
    }
  `,
})
export class TlsPage {
  private readonly preferences = inject(Preferences);
  private readonly range = inject(RangeState);
  protected readonly view = factsView({
    page: 'tls',
    title: 'TLS',
    one: 'handshake',
    many: 'handshakes',
    placeholder: 'Filter by address, name, ja4=…, issuer=…, version=TLS 1.2',
    fields: ['ip', 'name', 'sni', 'ja4', 'ja3', 'ja3s', 'issuer', 'version', 'alpn', 'sensor'],
    sorts: ['TIME_DESC', 'TIME_ASC', 'LATENCY_DESC', 'EXPIRY_ASC', 'EXPIRY_DESC'],
    columns: COLUMNS,
    kindOf: (fact: TlsRow) => fact.ja4 ?? '',
    where: (conditions, range, filter) => ({
      range,
      filter,
      ip: listOf(conditions, 'ip'),
      search: listOf(conditions, 'name')?.[0],
      serverName: listOf(conditions, 'sni'),
      ja4: listOf(conditions, 'ja4'),
      ja3: listOf(conditions, 'ja3'),
      ja3s: listOf(conditions, 'ja3s'),
      issuer: listOf(conditions, 'issuer'),
      version: listOf(conditions, 'version'),
      alpn: listOf(conditions, 'alpn'),
      sensor: listOf(conditions, 'sensor'),
    }),
    list: TlsList,
    rows: (result) => result.tlsHandshakes,
    tops: TlsTopValues,
    counted: (result) => result.tlsTops,
    kind: 'tls',
    offered: {
      domain: (tops) => tops.serverNames,
      'tls.sni': (tops) => tops.serverNames,
      'tls.ja4': (tops) => tops.ja4,
      'tls.ja3': (tops) => tops.ja3,
      'tls.issuer': (tops) => tops.issuers,
      'tls.version': (tops) => tops.versions,
      'tls.alpn': (tops) => tops.alpn,
    },
    sections: (tops, has) => [
      countedSection({ label: 'name asked', icon: 'domains', field: 'sni', mono: false }, tops?.serverNames, has),
      countedSection({ label: 'JA4', icon: 'hash', field: 'ja4', mono: true, keep: 6 }, tops?.ja4, has),
      countedSection({ label: 'issuer', icon: 'lock', field: 'issuer', mono: false, keep: 0 }, tops?.issuers, has),
      countedSection({ label: 'version', icon: 'state', field: 'version', mono: false }, tops?.versions, has),
      countedSection({ label: 'ALPN', icon: 'text', field: 'alpn', mono: false }, tops?.alpn, has),
    ],
  });
  protected readonly details = computed(() => {
    const fact = this.view.opened();
    return fact ? tlsSections(fact, this.preferences.zone(), this.range.now()) : [];
  });
}
