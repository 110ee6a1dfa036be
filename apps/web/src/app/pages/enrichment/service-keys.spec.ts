import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import type { ReputationKeyFields } from '../../graphql/generated/operations';
import type { Operation } from '../../graphql/operation';
import { ServiceKeys } from './service-keys';

const VALUE = 'a-key-that-nobody-sees-c0de';
const state = (service: string, title: string, more: Partial<ReputationKeyFields> = {}): ReputationKeyFields => ({
  ...{ service, title, byFile: false, last: null, opens: true, revision: 0, changedByName: null, changedAt: null },
  ...more,
});
const KEPT = { last: 'c0de', revision: 2, changedByName: 'Ada <b>', changedAt: '2026-11-30T10:00:00Z' };

describe('keys of services', () => {
  let fixture: ComponentFixture<ServiceKeys>;
  let rows: ReputationKeyFields[];
  let refused: ApiError | undefined;
  const sent: [string, Record<string, unknown>][] = [];
  const gateway = {
    run: (op: Operation<unknown, unknown>, variables: Record<string, unknown>) => {
      if (op.name === 'ReputationKeys') return Promise.resolve({ reputationKeys: rows });
      sent.push([op.name, variables]);
      if (refused) return Promise.reject(refused);
      const given = op.name === 'SetReputationKey';
      rows = rows.map((row) =>
        row.service === variables['service']
          ? { ...row, ...KEPT, revision: row.revision + 1, last: given ? 'c0de' : null }
          : row,
      );
      return Promise.resolve({ done: { entity: rows.find(({ service }) => service === variables['service']) } });
    },
  };
  const element = (): HTMLElement => fixture.nativeElement as HTMLElement;
  const text = (): string => (element().textContent ?? '').replace(/\s+/g, ' ');
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) {
      await fixture.whenStable();
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  const press = async (label: string): Promise<void> => {
    const button = [...element().querySelectorAll('button')].find(
      (one) => (one.getAttribute('aria-label') ?? one.textContent ?? '').trim() === label,
    );
    if (!button) throw new Error(`no button ${label}`);
    button.click();
    await settle();
  };
  const give = async (service: string, value = VALUE): Promise<HTMLInputElement> => {
    const field = element().querySelector<HTMLInputElement>(`#key-${service}`);
    if (!field) throw new Error('no field');
    field.value = ` ${value} `;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.form?.dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
    return field;
  };
  const open = async (): Promise<void> => {
    fixture = TestBed.createComponent(ServiceKeys);
    document.body.append(element());
    await settle();
  };

  beforeEach(() => {
    sent.length = 0;
    refused = undefined;
    rows = [state('abuseipdb', 'AbuseIPDB', KEPT), state('virustotal', 'VirusTotal'), state('otx', 'AlienVault OTX')];
    TestBed.configureTestingModule({ providers: [{ provide: Gateway, useValue: gateway }] });
  });
  afterEach(() => element().remove());

  it('are told by their last four characters, with who gave them, as text', async () => {
    await open();
    expect(text()).toContain('ends in c0de, Ada <b>, 30 Nov');
    expect(text()).toContain('none is kept');
    expect(element().querySelector('b, input')).toBeNull();
  });

  it('are given in a field that hides them and is empty afterwards, and told of', async () => {
    await open();
    await press('Give a key for AlienVault OTX');
    const field = element().querySelector<HTMLInputElement>('#key-otx');
    expect([field?.type, field?.autocomplete]).toEqual(['password', 'off']);
    const used = await give('otx');
    expect(sent).toEqual([
      ['SetReputationKey', { service: 'otx', seen: 0, key: expect.stringMatching(/^[0-9a-f-]{36}$/), value: VALUE }],
    ]);
    expect(used.isConnected).toBe(false);
    expect(element().querySelector('[role=status]')?.textContent).toContain('asked with the key that ends in c0de');
    expect(element().querySelector('input')).toBeNull();
    expect(text()).not.toContain(VALUE);
    await press('Give a key for VirusTotal');
    expect(element().querySelector<HTMLInputElement>('#key-virustotal')?.value).toBe('');
    await press('Cancel');
  });

  it('are replaced by whoever saw the one that is there, and kept in the field when refused', async () => {
    await open();
    refused = new ApiError('REPUTATION_KEY_CONFLICT', 'Somebody else changed this key first.');
    await press('Replace the key of AbuseIPDB');
    const field = await give('abuseipdb');
    expect(sent[0]?.[1]).toMatchObject({ service: 'abuseipdb', seen: 2 });
    expect(element().querySelector('[role=alert]')?.textContent).toContain('Somebody else changed this key first.');
    expect(field.value).toContain(VALUE);
  });

  it('say what a key looks like when it is left, send none that is another thing, and forget it on Cancel', async () => {
    await open();
    await press('Give a key for AlienVault OTX');
    const field = element().querySelector<HTMLInputElement>('#key-otx') as HTMLInputElement;
    field.value = 'too-short';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await settle();
    expect(element().querySelector('#key-otx-problem')).toBeNull();
    field.dispatchEvent(new Event('blur'));
    await settle();
    const told = () => element().querySelector('#key-otx-problem')?.textContent;
    expect(told()).toBe('A key is 20 to 500 printable characters without spaces.');
    expect([field.getAttribute('aria-invalid'), field.getAttribute('aria-describedby')]).toEqual([
      ...['true', 'key-otx-problem'],
    ]);
    for (const wrong of ['', 'a key with spaces in it 0123456789', 'schlüssel-0123456789abcdef'])
      await give('otx', wrong);
    expect([sent.length, told(), document.activeElement]).toEqual([
      ...[0, 'A key is 20 to 500 printable characters without spaces.', field],
    ]);
    await press('Cancel');
    await press('Give a key for AlienVault OTX');
    expect(element().querySelector<HTMLInputElement>('#key-otx')?.value).toBe('');
    expect(told()).toBeUndefined();
  });

  it('are removed after one asked again, and not when that is canceled', async () => {
    await open();
    await press('Remove the key of AbuseIPDB');
    await press('Cancel');
    expect(sent).toEqual([]);
    await press('Remove the key of AbuseIPDB');
    await press('Remove');
    expect(sent.map(([name, { seen }]) => [name, seen])).toEqual([['RemoveReputationKey', 2]]);
    expect(text()).toContain('AbuseIPDB has no key any more.');
  });

  it('say where a file of the operator wins, and which cannot be opened', async () => {
    rows = [state('abuseipdb', 'AbuseIPDB', { ...KEPT, byFile: true }), state('otx', 'OTX', { ...KEPT, opens: false })];
    await open();
    expect(text()).toContain('ends in c0de, a file of the operator is used instead');
    expect(element().querySelector('.note.bad')?.textContent).toContain('cannot be opened any more: give it again');
  });
});
