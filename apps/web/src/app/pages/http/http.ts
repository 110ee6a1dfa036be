import { ChangeDetectionStrategy, Component, computed } from '@angular/core';
import { listOf } from '../../core/filters';
import { formatBytes } from '../../format/numbers';
import { formatDuration } from '../../format/times';
import { HttpList, type HttpRow, HttpTopValues } from '../../graphql/generated/operations';
import { countedSection } from '../../ui/value-sidebar';
import { FactLines } from '../facts/fact-lines';
import { FactsFrame } from '../facts/facts-frame';
import { endColumns, type FactColumn, factsView, sensorColumn } from '../facts/facts-view';
import { httpSections } from './http-lines';

const LOWEST_ERROR = 400;

const COLUMNS: readonly FactColumn<HttpRow>[] = [
  ...endColumns<HttpRow>(),
  { id: 'method', label: 'Method', width: 56, fact: ({ fact }) => fact.method, wire: ({ method }) => method },
  {
    id: 'host',
    label: 'Host',
    width: 110,
    grow: 1.2,
    fact: ({ fact }) => fact.host,
    value: ({ host }) => (host === null ? null : { kind: 'domain', value: host }),
  },
  {
    id: 'target',
    label: 'Path',
    width: 100,
    grow: 1.6,
    mono: true,
    fact: ({ fact }) => fact.target,
    wire: ({ target }) => target,
  },
  {
    id: 'status',
    label: 'Status',
    width: 60,
    desc: 'STATUS_DESC',
    fact: ({ fact }) => fact.status,
    text: ({ status }) => (status === null ? '' : String(status)),
    tone: ({ status }) => (status !== null && status >= LOWEST_ERROR ? 'bad' : ''),
  },
  {
    id: 'type',
    label: 'Content type',
    width: 92,
    roomy: true,
    fact: ({ fact }) => fact.responseType,
    wire: ({ responseType }) => responseType,
  },
  {
    id: 'size',
    label: 'Content',
    width: 68,
    end: true,
    roomy: true,
    desc: 'RESPONSE_DESC',
    fact: ({ fact }) => fact.responseLength,
    text: ({ responseLength }) => (responseLength === null ? '' : formatBytes(responseLength)),
  },
  {
    id: 'agent',
    label: 'User agent',
    width: 100,
    grow: 1.1,
    roomy: true,
    fact: ({ fact }) => fact.userAgent,
    value: ({ userAgent }) => (userAgent === null ? null : { kind: 'agent', value: userAgent, mono: false }),
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
    id: 'software',
    label: 'Server software',
    width: 140,
    extra: true,
    fact: ({ fact }) => fact.serverSoftware,
    wire: ({ serverSoftware }) => serverSoftware,
  },
  {
    id: 'referrer',
    label: 'Referrer',
    width: 180,
    extra: true,
    fact: ({ fact }) => fact.referrer,
    wire: ({ referrer }) => referrer,
  },
  {
    id: 'auth',
    label: 'Credentials',
    width: 84,
    extra: true,
    fact: ({ fact }) => fact.auth,
    wire: ({ auth }) => auth,
  },
  sensorColumn<HttpRow>(),
];

/** HTTP/1 requests with their responses. */
@Component({
  selector: 'wl-http',
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
export class HttpPage {
  protected readonly view = factsView({
    page: 'http',
    title: 'HTTP',
    one: 'request',
    many: 'requests',
    placeholder: 'Filter by address, host, path or agent, status=404, method=POST',
    fields: ['ip', 'name', 'host', 'agent', 'status', 'method', 'type', 'sensor'],
    sorts: ['TIME_DESC', 'TIME_ASC', 'LATENCY_DESC', 'STATUS_DESC', 'RESPONSE_DESC'],
    columns: COLUMNS,
    kindOf: (fact: HttpRow) => fact.host ?? '',
    where: (conditions, range, filter) => ({
      range,
      filter,
      ip: listOf(conditions, 'ip'),
      search: listOf(conditions, 'name')?.[0],
      host: listOf(conditions, 'host'),
      userAgent: listOf(conditions, 'agent'),
      status: listOf(conditions, 'status')?.map(Number),
      method: listOf(conditions, 'method'),
      contentType: listOf(conditions, 'type'),
      sensor: listOf(conditions, 'sensor'),
    }),
    list: HttpList,
    rows: (result) => result.httpTransactions,
    tops: HttpTopValues,
    counted: (result) => result.httpTops,
    kind: 'http',
    offered: {
      domain: (tops) => tops.hosts,
      'http.host': (tops) => tops.hosts,
      'http.ua': (tops) => tops.userAgents,
      'http.status': (tops) => tops.statuses,
      'http.method': (tops) => tops.methods,
      'http.type': (tops) => tops.contentTypes,
    },
    sections: (tops, has) => [
      countedSection({ label: 'host', icon: 'domains', field: 'host', mono: false }, tops?.hosts, has),
      countedSection(
        { label: 'user agent', icon: 'text', field: 'agent', mono: false, keep: 0 },
        tops?.userAgents,
        has,
      ),
      countedSection({ label: 'status', icon: 'state', field: 'status', mono: false }, tops?.statuses, has),
      countedSection({ label: 'method', icon: 'http', field: 'method', mono: false }, tops?.methods, has),
      countedSection({ label: 'content type', icon: 'note', field: 'type', mono: false }, tops?.contentTypes, has),
    ],
  });
  protected readonly details = computed(() => {
    const fact = this.view.opened();
    return fact ? httpSections(fact) : [];
  });
}
