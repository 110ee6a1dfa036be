import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Gateway } from '../../core/api/gateway';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import type { DnsRow } from '../../graphql/generated/operations';
import type { Operation } from '../../graphql/operation';
import { FakeUrl } from '../../testing/fake-url';
import { teachLayers } from '../../testing/layers';
import { lookupSections } from './lookup-lines';
import { LookupsPage, withAddresses } from './lookups';

const LOOKUP: DnsRow = {
  ...{ id: '1#0', time: '2026-11-21T08:00:00Z', sensor: 'edge-1', client: '10.0.0.1', clientPort: 40_000 },
  ...{ server: '10.0.0.53', serverPort: 53, service: 'dns', name: 'www.example.com', rawName: null, qtype: 'A' },
  ...{ rcode: 'NXDOMAIN', latencyMs: 1.5, queries: 2, responses: 1, answerCount: 3 },
  answers: [{ type: 'A', ttl: 60, data: '192.0.2.1' }],
};

it('tells what was asked and answered, and what was left out', () => {
  const told = lookupSections({ ...LOOKUP, rawName: 'WWW.example.com' }).map(({ title, lines }) => [
    title,
    ...lines.map(({ label, text, wire, value }) => `${label}: ${text ?? wire ?? value?.value}`),
  ]);
  expect(told[0]).toEqual([
    ...['Question', 'Name: www.example.com', 'As written: WWW.example.com', 'Type: A', 'Protocol: dns'],
    'Sent: 2 times',
  ]);
  expect(told[1]).toEqual(
    expect.arrayContaining(['Code: NXDOMAIN', 'Came: 1 time', 'A: 192.0.2.1', ': 2 more records']),
  );
  const [, silent] = lookupSections({
    ...LOOKUP,
    rcode: null,
    latencyMs: null,
    responses: 0,
    answerCount: 0,
    answers: [],
  });
  expect(silent?.lines).toEqual([{ label: 'Code', text: 'no answer seen' }]);
});

it.each([
  [undefined, undefined, undefined],
  [undefined, 'dns.type = A', 'dns.type = A'],
  [['10.0.0.1', 'fd00::/8'], undefined, 'ip in (10.0.0.1, fd00::/8)'],
  [['10.0.0.1'], 'dns.type = A or dns.type = MX', '(dns.type = A or dns.type = MX) and ip in (10.0.0.1)'],
])('addresses %j hold beside %s', (addresses, filter, both) => expect(withAddresses(addresses, filter)).toBe(both));

describe('the list of lookups', () => {
  let fixture: ComponentFixture<LookupsPage>;
  let element: HTMLElement;
  let url: FakeUrl;
  let forget: () => void;
  let rows: readonly DnsRow[] = [LOOKUP];
  const asked: { readonly name: string; readonly variables: Record<string, unknown> }[] = [];
  const gateway = {
    run: (op: Operation<unknown, unknown>, variables: unknown) => {
      asked.push({ name: op.name, variables: variables as Record<string, unknown> });
      return Promise.resolve({ dnsTransactions: { rows, next: null, count: rows.length, exact: true }, sensors: [] });
    },
  };
  const lists = () => asked.filter(({ name }) => name === 'DnsList').map(({ variables }) => variables);

  beforeEach(async () => {
    asked.length = 0;
    rows = [LOOKUP];
    forget = teachLayers();
    url = new FakeUrl();
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        { provide: UrlState, useValue: url },
        { provide: Gateway, useValue: gateway },
        { provide: Session, useValue: { can: () => true, viewer: () => ({ id: 'u1' }) } },
      ],
    });
    fixture = TestBed.createComponent(LookupsPage);
    element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    await fixture.whenStable();
  });
  afterEach(() => {
    element.remove();
    forget();
  });

  it('asks by the expression about lookups and the addresses of its address, in the one order that there is', async () => {
    url.patch({ q: 'dns.rcode = NXDOMAIN', ip: '10.0.0.1' });
    await fixture.whenStable();
    expect(lists().at(-1)?.['where']).toMatchObject({ filter: '(dns.rcode = NXDOMAIN) and ip in (10.0.0.1)' });
    expect(lists().at(-1)).not.toHaveProperty('sort');
    expect(asked.every(({ name }) => name === 'DnsList')).toBe(true);
    expect(element.textContent).toContain('Shows lookups where the response code is NXDOMAIN.');
    expect(element.querySelector('wl-value-sidebar')).toBeNull();
  });

  it('says that nothing fits, and asks nothing for an expression about something else', async () => {
    rows = [];
    url.patch({ q: 'dns.type = TXT' });
    await fixture.whenStable();
    expect(element.textContent).toContain('No lookup matches');
    const before = asked.length;
    url.patch({ q: 'bytes > 1' });
    await fixture.whenStable();
    expect(element.textContent).toContain('The expression is not understood');
    expect(asked.length).toBe(before);
  });

  it('goes to the names and takes nothing of its own along', async () => {
    url.patch({ tab: 'lookups', q: 'dns.type = TXT' });
    await fixture.whenStable();
    const [names, lookups] = [...element.querySelectorAll<HTMLButtonElement>('.segmented button')];
    expect([names, lookups].map((one) => one?.getAttribute('aria-pressed'))).toEqual(['false', 'true']);
    names?.click();
    await fixture.whenStable();
    expect([url.value('tab'), url.value('q')]).toEqual(['', '']);
  });
});
