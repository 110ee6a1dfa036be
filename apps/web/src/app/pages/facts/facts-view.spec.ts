import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Gateway } from '../../core/api/gateway';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import type { Operation } from '../../graphql/operation';
import { FakeUrl } from '../../testing/fake-url';
import { teachLayers } from '../../testing/layers';
import { TlsPage } from '../tls/tls';

const top = (...keys: readonly string[]) => ({
  ...{ total: keys.length, distinct: keys.length },
  rows: keys.map((key) => ({ key, value: 1, share: 1 / keys.length })),
});

describe('a page of facts', () => {
  let fixture: ComponentFixture<TlsPage>;
  let element: HTMLElement;
  let url: FakeUrl;
  let forget: () => void;
  const asked: { readonly name: string; readonly variables: { readonly where?: Record<string, unknown> } }[] = [];
  const answers: Readonly<Record<string, unknown>> = {
    TlsList: { tlsHandshakes: { rows: [], next: null, count: 0, exact: true } },
    TlsTopValues: {
      tlsTops: {
        ...{ total: 3, serverNames: top('www.example.com', 'a b'), ja4: top(), ja3: top(), ja3s: top() },
        ...{ issuers: top('CN=Example CA'), versions: top('TLS 1.3', 'TLS 1.2'), alpn: top('h2') },
      },
    },
    Sensors: { sensors: [{ name: 'edge-1', hidden: false }] },
  };
  const gateway = {
    run: (op: Operation<unknown, unknown>, variables: unknown) => {
      asked.push({ name: op.name, variables: variables as { where?: Record<string, unknown> } });
      return Promise.resolve(answers[op.name]);
    },
  };
  const box = (): HTMLInputElement => element.querySelector('wl-expression-line input') as HTMLInputElement;
  const type = async (text: string): Promise<void> => {
    box().value = text;
    box().dispatchEvent(new Event('input'));
    await fixture.whenStable();
  };
  const enter = async (): Promise<void> => {
    box().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true, bubbles: true }));
    await fixture.whenStable();
  };
  const offers = (): string[] =>
    [...element.querySelectorAll('[role=option] .text')].map((one) => one.textContent ?? '');
  const lists = () =>
    asked.filter(({ name }) => name === 'TlsList').map(({ variables }) => variables.where?.['filter']);

  beforeEach(async () => {
    asked.length = 0;
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
    fixture = TestBed.createComponent(TlsPage);
    element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    await fixture.whenStable();
  });
  afterEach(() => {
    element.remove();
    forget();
  });

  it('asks list and top values by the expression of its address', async () => {
    await type('tls.version=1.0 && www.example.com');
    await enter();
    const written = 'tls.version = TLSv1.0 and (domain ~ *.www.example.com or domain = www.example.com)';
    expect(url.value('q')).toBe(written);
    expect(lists().at(-1)).toBe(written);
    const tops = asked.filter(({ name }) => name === 'TlsTopValues').at(-1);
    expect(tops?.variables.where?.['filter']).toBe(written);
    expect(element.textContent).toContain('No handshake matches');
  });

  it('offers the values of the range, whatever is asked just now', async () => {
    url.patch({ q: 'tls.alpn = h3' });
    await fixture.whenStable();
    await type('tls.version = ');
    await fixture.whenStable();
    expect(offers().slice(0, 2)).toEqual(['TLSv1.3', 'TLSv1.2']);
    const read = asked.filter(({ name }) => name === 'TlsTopValues').at(-1);
    expect(read?.variables).toMatchObject({ first: 50 });
    expect(read?.variables.where?.['filter']).toBeUndefined();
    await type('tls.sni = ');
    expect(offers().slice(0, 2)).toEqual(['www.example.com', '"a b"']);
    await type('sensor = ');
    await fixture.whenStable();
    expect(offers()).toContain('edge-1');
  });

  it('asks nothing for a link with an expression about something else', async () => {
    const before = asked.length;
    url.patch({ q: 'bytes > 1' });
    await fixture.whenStable();
    expect(element.textContent).toContain('The expression is not understood');
    expect(element.querySelector('[role=status]')?.textContent).toContain('not asked');
    expect(asked.length).toBe(before);
    [...element.querySelectorAll('wl-empty button')]
      .find((one) => /clear/i.test(one.textContent ?? ''))
      ?.dispatchEvent(new Event('click'));
    await fixture.whenStable();
    expect(url.value('q')).toBe('');
    expect(lists().at(-1)).toBeUndefined();
  });
});
