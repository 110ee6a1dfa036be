import { LiveAnnouncer } from '@angular/cdk/a11y';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import { ChangeSecurity, type SecurityBody, SecurityState } from '../../graphql/generated/operations';
import type { Operation } from '../../graphql/operation';
import { FakeUrl } from '../../testing/fake-url';
import { SecurityPage } from './security';
import { draftOf, problemsOf, rebased, warningsOf } from './security-words';

const bound = (field: string, least: number, most: number, first: number, unit: string) => ({
  ...{ field, least, most, first, unit },
});
const BODY: SecurityBody = {
  ...{ version: 0, changedByName: null, changedAt: null, idleMinutes: 30, adminIdleMinutes: 15, absoluteHours: 12 },
  ...{ passwordLength: 12, freeAttempts: 4, longestWaitMinutes: 15, stepUpSeconds: 300 },
  factorRoles: ['ADMIN', 'OPERATOR', 'ANALYST', 'AUDITOR'],
  factorAlways: ['ADMIN', 'OPERATOR', 'ANALYST', 'AUDITOR'],
  ...{ origins: [], ownOrigin: 'https://wl.example', sessionStartedAt: '2026-11-28T08:00:00.000000Z' },
  bounds: [
    bound('idleMinutes', 10, 60, 30, 'minutes'),
    bound('adminIdleMinutes', 10, 30, 15, 'minutes'),
    bound('absoluteHours', 1, 24, 12, 'hours'),
    bound('passwordLength', 12, 64, 12, 'characters'),
    bound('freeAttempts', 2, 10, 4, 'attempts'),
    bound('longestWaitMinutes', 5, 30, 15, 'minutes'),
    bound('stepUpSeconds', 60, 300, 300, 'seconds'),
  ],
  transport: {
    ...{ kind: 'OWN', minVersion: 'TLSv1.2', hsts: true, proxies: [] },
    certificate: { subject: 'CN=wl.example', issuer: 'CN=Our CA', notAfter: '2026-12-10T00:00:00Z', daysLeft: 12 },
  },
};

describe('the page of security', () => {
  let fixture: ComponentFixture<SecurityPage>;
  let element: HTMLElement;
  let state: SecurityBody;
  let refused: ApiError | undefined;
  let denied: readonly string[];
  const sent: [string, unknown][] = [];

  async function open(more: Partial<SecurityBody> = {}): Promise<void> {
    state = { ...BODY, ...more };
    fixture = TestBed.createComponent(SecurityPage);
    element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    await fixture.whenStable();
  }

  beforeEach(() => {
    sent.length = 0;
    [refused, denied] = [undefined, []];
    // jsdom opens no modal dialogs
    HTMLDialogElement.prototype.showModal = function () {
      this.open = true;
    };
    HTMLDialogElement.prototype.close = function () {
      this.open = false;
      this.dispatchEvent(new Event('close'));
    };
    const gateway = {
      run: (op: Operation<unknown, unknown>, variables: unknown) => {
        if (op.name === SecurityState.name) return Promise.resolve({ security: state });
        sent.push([op.name, variables]);
        if (refused) return Promise.reject(refused);
        state = { ...state, ...(variables as object), version: state.version + 1 };
        return Promise.resolve({ done: state });
      },
    };
    const session = { can: (permission: string) => !denied.includes(permission), viewer: () => ({ id: 'u1' }) };
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        { provide: UrlState, useValue: new FakeUrl() },
        { provide: Gateway, useValue: gateway },
        { provide: LiveAnnouncer, useValue: { announce: () => Promise.resolve() } },
        { provide: Session, useValue: session },
      ],
    });
  });
  afterEach(() => element.remove());

  const button = (label: string) =>
    [...element.querySelectorAll<HTMLButtonElement>('button')].find((one) => one.textContent?.trim().startsWith(label));
  const press = async (label: string) => {
    button(label)?.click();
    await fixture.whenStable();
  };
  const field = (id: string) => element.querySelector<HTMLInputElement>(`#${id}`) as HTMLInputElement;
  const fill = async (id: string, value: string) => {
    field(id).value = value;
    field(id).dispatchEvent(new Event('input'));
    await fixture.whenStable();
  };
  const submit = async () => {
    element.querySelector('form')?.dispatchEvent(new Event('submit'));
    await fixture.whenStable();
  };
  const text = () => element.textContent?.replace(/\s+/g, ' ') ?? '';

  it('shows what is in force with its bounds; what is wrong is told where it stands, and not sent', async () => {
    await open();
    for (const part of [
      'As it came',
      '10 to 60',
      '12 to 64',
      'https://wl.example',
      'CN=wl.example',
      '12 days left',
      'TLS 1.2',
    ])
      expect(text()).toContain(part);
    expect(button('Change')?.disabled).toBe(true);
    await fill('security-idleMinutes', '61');
    expect(element.querySelector('#security-idleMinutes-problem')?.textContent).toBe('10 to 60 whole minutes');
    expect(field('security-idleMinutes').getAttribute('aria-invalid')).toBe('true');
    expect(field('security-idleMinutes').getAttribute('aria-describedby')).toBe(
      'security-idleMinutes-problem does-idleMinutes',
    );
    expect([field('security-idleMinutes').min, field('security-idleMinutes').max]).toEqual(['10', '60']);
    expect(button('Change')?.disabled).toBe(true);
    await fill('security-idleMinutes', '12');
    expect(element.querySelector('#security-adminIdleMinutes-problem')?.textContent).toContain('12 at most');
    await fill('security-origins', 'https://soc.example/path');
    expect(element.querySelector('#security-origins-problem')?.textContent).toContain('no origin');
    await press('Discard');
    expect([field('security-idleMinutes').value, field('security-origins').value]).toEqual(['30', '']);
    expect(fixture.componentInstance.dirty()).toBe(false);
  });

  it('says what will change and what that does, wants a reason, and sends that alone with the version that was seen', async () => {
    // Older than any clock says that it may be.
    const sessionStartedAt = '2000-01-01T00:00:00.000000Z';
    await open({ version: 3, changedByName: 'Ada', changedAt: '2026-11-28T08:00:00Z', sessionStartedAt });
    expect(text()).toMatch(/Version 3, set .* by Ada/);
    await fill('security-absoluteHours', '8');
    await fill('security-origins', 'https://SOC.example \n');
    const viewer = [...element.querySelectorAll<HTMLInputElement>('input[type=checkbox]')].find((one) => !one.disabled);
    viewer?.click();
    await fixture.whenStable();
    expect(element.querySelectorAll('input[type=checkbox]:disabled')).toHaveLength(4);
    expect(fixture.componentInstance.dirty()).toBe(true);
    await press('Change');
    const sheet = element.querySelector('dialog')?.textContent?.replace(/\s+/g, ' ') ?? '';
    for (const part of [
      'Sessions end at the latest after12 hours → becomes 8 hours',
      'everybody but viewers → becomes everybody',
      'none → becomes https://soc.example',
      'Your own session is older than that',
      'viewers who are signed in without a second factor are signed out',
    ])
      expect(sheet).toContain(part);
    await fill('sheet-reason', 'shorter shifts');
    await submit();
    const factorRoles = ['ADMIN', 'OPERATOR', 'ANALYST', 'AUDITOR', 'VIEWER'];
    const values = { absoluteHours: 8, factorRoles, origins: ['https://soc.example'] };
    expect(sent).toEqual([[ChangeSecurity.name, { ...values, seen: 3, reason: 'shorter shifts' }]]);
    expect(element.querySelector('dialog')).toBeNull();
    expect([fixture.componentInstance.dirty(), field('security-absoluteHours').value]).toEqual([false, '8']);
  });

  it('shows what somebody else has changed meanwhile; mine is kept on top of it, or theirs taken', async () => {
    await open();
    await fill('security-absoluteHours', '8');
    await press('Change');
    await fill('sheet-reason', 'shorter');
    refused = new ApiError('SECURITY_CONFLICT', 'Somebody else has changed it meanwhile.', { by: 'Bea', version: 1 });
    state = { ...state, version: 1, changedByName: 'Bea', absoluteHours: 10, stepUpSeconds: 120 };
    await submit();
    await fixture.whenStable();
    expect(element.querySelector('dialog')).toBeNull();
    const rows = [...element.querySelectorAll('wl-security-conflict tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map((cell) => cell.textContent?.trim()),
    );
    expect(rows).toEqual([
      ['Sessions end at the latest after', '12 hours', '10 hours', '8 hours'],
      ['A fresh code holds for', '300 seconds', '120 seconds', 'nothing'],
    ]);
    expect(element.querySelector('wl-security-conflict')?.textContent).toContain('Bea');
    expect(button('Change …')?.disabled).toBe(true);
    await press('Keep mine');
    expect([field('security-absoluteHours').value, field('security-stepUpSeconds').value]).toEqual(['8', '120']);
    refused = undefined;
    await press('Change …');
    await fill('sheet-reason', 'shorter');
    await submit();
    expect(sent.at(-1)).toEqual([ChangeSecurity.name, { absoluteHours: 8, seen: 1, reason: 'shorter' }]);
  });

  it('takes theirs', async () => {
    await open();
    await fill('security-absoluteHours', '8');
    await press('Change');
    await fill('sheet-reason', 'shorter');
    refused = new ApiError('SECURITY_CONFLICT', 'Somebody else has changed it meanwhile.');
    state = { ...state, version: 1, changedByName: 'Bea', absoluteHours: 10 };
    await submit();
    await fixture.whenStable();
    await press('Take theirs');
    expect([field('security-absoluteHours').value, fixture.componentInstance.dirty()]).toEqual(['10', false]);
    expect(element.querySelector('wl-security-conflict')).toBeNull();
  });

  it('who is shown it alone fills nothing in', async () => {
    denied = ['security.write', 'rules.publish'];
    const transport = {
      kind: 'PROXY',
      minVersion: null,
      hsts: false,
      proxies: ['10.0.0.1'],
      certificate: null,
    } as const;
    await open({ origins: ['https://soc.example'], transport });
    expect(element.querySelectorAll('input:not(:disabled), textarea')).toHaveLength(0);
    expect(button('Change')).toBeUndefined();
    for (const part of ['30 minutes', 'https://soc.example', 'TLS of a trusted proxy', '10.0.0.1', 'off'])
      expect(text()).toContain(part);
  });
});

describe('words of the security settings', () => {
  const draft = draftOf(BODY);

  it.each([
    ['https://a.example\nhttps://b.example:8443', undefined],
    ['http://a.example', expect.stringContaining('no origin')],
    ['https://a.example/', expect.stringContaining('no origin')],
    ['https://*.example', expect.stringContaining('no origin')],
    ['https://u@a.example', expect.stringContaining('no origin')],
    [Array.from({ length: 11 }, (_, i) => `https://h${i}.example`).join('\n'), 'At most 10'],
  ])('of %j as addresses it says %p', (origins, problem) =>
    expect(problemsOf(BODY, { ...draft, origins }).origins).toEqual(problem),
  );

  it.each([Number.NaN, 9, 61, 20.5])('%d minutes are none', (idleMinutes) =>
    expect(problemsOf(BODY, { ...draft, idleMinutes }).idleMinutes).toBe('10 to 60 whole minutes'),
  );

  it('puts what was entered on top of what it is now', () => {
    const now = { ...BODY, absoluteHours: 10, stepUpSeconds: 90 };
    expect(rebased({ ...draft, absoluteHours: 8, freeAttempts: 3 }, BODY, now)).toEqual({
      ...draftOf(now),
      ...{ absoluteHours: 8, freeAttempts: 3 },
    });
  });

  it('warns of the own session, of sessions and addresses that end, and of nothing else', () => {
    const at = (hours: number) => Date.parse('2026-11-28T08:00:00Z') + hours * 3_600_000;
    expect(warningsOf(BODY, { ...draft, passwordLength: 20, absoluteHours: 24 }, at(13))).toEqual([]);
    expect(warningsOf(BODY, { ...draft, absoluteHours: 2 }, at(1))).toEqual([
      expect.stringContaining('end at their next check'),
    ]);
    expect(warningsOf(BODY, { ...draft, absoluteHours: 2 }, at(3))[0]).toContain('Your own session');
    const named = { ...BODY, origins: ['https://a.example', 'https://b.example'] };
    expect(warningsOf(named, { ...draft, origins: 'https://b.example' }, at(0))).toEqual([
      'Who has the console open by https://a.example is cut off there.',
    ]);
  });
});
