import { ChangeDetectionStrategy, Component, computed } from '@angular/core';
import { listOf } from '../../core/filters';
import { formatCount } from '../../format/numbers';
import { outcomeTone, outcomeWords, serviceName } from '../../format/outcomes';
import { AuthList, type AuthOutcome, type AuthRow, AuthTopValues } from '../../graphql/generated/operations';
import { countedSection } from '../../ui/value-sidebar';
import { FactLines } from '../facts/fact-lines';
import { FactsFrame } from '../facts/facts-frame';
import { endColumns, type FactColumn, factsView, sensorColumn } from '../facts/facts-view';
import { signInSections } from './sign-in-lines';

const COLUMNS: readonly FactColumn<AuthRow>[] = [
  ...endColumns<AuthRow>(),
  {
    id: 'service',
    label: 'Service',
    width: 64,
    fact: ({ fact }) => fact.service,
    text: ({ service }) => serviceName(service),
  },
  {
    id: 'user',
    label: 'User',
    width: 110,
    grow: 1,
    fact: ({ fact }) => fact.user,
    value: ({ user }) => (user === null ? null : { kind: 'user', value: user, mono: false }),
  },
  {
    id: 'outcome',
    label: 'Outcome',
    width: 124,
    fact: ({ fact }) => fact.outcome,
    text: ({ outcome }) => outcomeWords(outcome),
    tone: ({ outcome }) => outcomeTone(outcome),
  },
  {
    id: 'count',
    label: 'Attempts',
    width: 72,
    end: true,
    desc: 'COUNT_DESC',
    fact: ({ fact }) => fact.count,
    text: ({ count }) => formatCount(count),
  },
  {
    id: 'secret',
    label: 'Secret',
    width: 76,
    roomy: true,
    fact: ({ fact }) => (fact.cleartext ? 'readable' : 'hidden'),
    text: ({ cleartext }) => (cleartext ? 'readable' : 'hidden'),
  },
  {
    id: 'mechanism',
    label: 'By',
    width: 80,
    roomy: true,
    fact: ({ fact }) => fact.mechanism,
    wire: ({ mechanism }) => mechanism,
  },
  {
    id: 'clientsoftware',
    label: 'Client software',
    width: 160,
    extra: true,
    fact: ({ fact }) => fact.clientSoftware,
    wire: ({ clientSoftware }) => clientSoftware,
  },
  {
    id: 'serversoftware',
    label: 'Server software',
    width: 130,
    grow: 1,
    extra: true,
    fact: ({ fact }) => fact.serverSoftware,
    wire: ({ serverSoftware }) => serverSoftware,
  },
  {
    id: 'code',
    label: 'Reply code',
    width: 76,
    end: true,
    extra: true,
    fact: ({ fact }) => fact.code,
    text: ({ code }) => (code === null ? '' : String(code)),
  },
  sensorColumn<AuthRow>(),
];

/** Attempts to sign in, over whatever protocol, without any secret. */
@Component({
  selector: 'wl-sign-ins',
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
export class SignInsPage {
  protected readonly view = factsView({
    page: 'sign-ins',
    title: 'Sign-ins',
    one: 'sign-in',
    many: 'sign-ins',
    placeholder: 'Filter by address, user, service=ssh, outcome=failure',
    fields: ['ip', 'name', 'user', 'service', 'outcome', 'sensor'],
    sorts: ['TIME_DESC', 'TIME_ASC', 'COUNT_DESC'],
    columns: COLUMNS,
    kindOf: (fact: AuthRow) => fact.client,
    where: (conditions, range, filter) => ({
      range,
      filter,
      ip: listOf(conditions, 'ip'),
      search: listOf(conditions, 'name')?.[0],
      user: listOf(conditions, 'user'),
      service: listOf(conditions, 'service'),
      outcome: listOf(conditions, 'outcome') as readonly AuthOutcome[] | undefined,
      sensor: listOf(conditions, 'sensor'),
    }),
    list: AuthList,
    rows: (result) => result.authAttempts,
    tops: AuthTopValues,
    counted: (result) => result.authTops,
    kind: 'auth',
    offered: {
      'src.ip': (tops) => tops.clients,
      'dst.ip': (tops) => tops.servers,
      'auth.user': (tops) => tops.users,
      'auth.outcome': (tops) => tops.outcomes,
      'auth.service': (tops) => tops.services,
    },
    sections: (tops, has) => [
      countedSection({ label: 'client', icon: 'address', field: 'ip', mono: true }, tops?.clients, has),
      countedSection({ label: 'server', icon: 'address', field: 'ip', mono: true }, tops?.servers, has),
      countedSection({ label: 'user', icon: 'user', field: 'user', mono: false }, tops?.users, has),
      countedSection(
        { label: 'outcome', icon: 'state', field: 'outcome', mono: false },
        tops?.outcomes,
        has,
        outcomeWords,
      ),
      countedSection(
        { label: 'service', icon: 'text', field: 'service', mono: false },
        tops?.services,
        has,
        serviceName,
      ),
    ],
  });
  protected readonly details = computed(() => {
    const fact = this.view.opened();
    return fact ? signInSections(fact) : [];
  });
}
