import { LiveAnnouncer } from '@angular/cdk/a11y';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import { type MaskingMode, PacketStorageState, PrivacyState, SetMaskingMode } from '../../graphql/generated/operations';
import type { Operation } from '../../graphql/operation';
import { FakeUrl } from '../../testing/fake-url';
import { PrivacyPage } from './privacy';

const MODES = ['OFF', 'TRUNCATE', 'PSEUDONYM', 'PREFIX'] as const;

describe('the page of privacy', () => {
  let fixture: ComponentFixture<PrivacyPage>;
  let element: HTMLElement;
  let mode: MaskingMode;
  let version: number;
  let refused: ApiError | undefined;
  let refreshed: number;
  const sent: unknown[] = [];

  beforeEach(async () => {
    sent.length = 0;
    [mode, version, refused, refreshed] = ['OFF', 0, undefined, 0];
    // jsdom opens no modal dialogs
    HTMLDialogElement.prototype.showModal = function () {
      this.open = true;
    };
    HTMLDialogElement.prototype.close = function () {
      this.open = false;
      this.dispatchEvent(new Event('close'));
    };
    const gateway = {
      run: (op: Operation<unknown, unknown>, variables: { mode: MaskingMode }) => {
        const examples = MODES.map((one) => ({ mode: one, example: '192.0.2.17', shown: `shown ${one}` }));
        if (op.name === PrivacyState.name) return Promise.resolve({ privacy: { mode, version, examples } });
        if (op.name === PacketStorageState.name)
          return Promise.resolve({ packetStorage: { mode: 'HEADERS', store: null } });
        sent.push([op.name, variables]);
        if (refused) return Promise.reject(refused);
        mode = variables.mode;
        version++;
        return Promise.resolve({ done: { mode } });
      },
    };
    const session = {
      ...{ can: () => true, viewer: () => ({ id: 'u1' }) },
      refresh: () => Promise.resolve(Boolean(++refreshed)),
    };
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        { provide: UrlState, useValue: new FakeUrl() },
        { provide: Gateway, useValue: gateway },
        { provide: LiveAnnouncer, useValue: { announce: () => Promise.resolve() } },
        { provide: Session, useValue: session },
      ],
    });
    fixture = TestBed.createComponent(PrivacyPage);
    element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    await fixture.whenStable();
  });
  afterEach(() => element.remove());

  const radios = () => [...element.querySelectorAll<HTMLInputElement>('input[type=radio]')];
  const button = (label: string) =>
    [...element.querySelectorAll<HTMLButtonElement>('button')].find((one) => one.textContent?.trim().startsWith(label));
  const choose = async (value: MaskingMode) => {
    radios()
      .find((one) => one.value === value)
      ?.click();
    await fixture.whenStable();
  };
  const say = async (reason: string) => {
    const field = element.querySelector<HTMLTextAreaElement>('#sheet-reason') as HTMLTextAreaElement;
    field.value = reason;
    field.dispatchEvent(new Event('input'));
    element.querySelector('form')?.dispatchEvent(new Event('submit'));
    await fixture.whenStable();
  };

  it('shows what each mode does, by example, and which is in force', () => {
    expect(radios().map(({ value, checked }) => [value, checked])).toEqual([
      ...[
        ['OFF', true],
        ['PREFIX', false],
        ['PSEUDONYM', false],
        ['TRUNCATE', false],
      ],
    ]);
    for (const one of MODES) expect(element.textContent).toContain(`shown ${one}`);
    expect(element.querySelectorAll('.tag.ok')).toHaveLength(1);
    expect(element.querySelector('wl-packet-storage')?.textContent).toContain('Headers');
    expect(button('Change the mode')?.disabled).toBe(true);
    expect(button('Discard')).toBeUndefined();
  });

  it('changes nothing before it was said why; then at once, and this browser learns of it', async () => {
    await choose('TRUNCATE');
    button('Change the mode')?.click();
    await fixture.whenStable();
    expect(element.querySelector('dialog')?.textContent).toMatch(/Now.*Off.*Then.*Networks only/s);
    await say(' ');
    expect([sent, element.querySelector('#sheet-reason-problem')?.textContent]).toEqual([
      [],
      expect.stringContaining('A reason is wanted'),
    ]);
    await say('visitors');
    expect(sent).toEqual([[SetMaskingMode.name, { mode: 'TRUNCATE', seen: 0, reason: 'visitors' }]]);
    await fixture.whenStable();
    expect([refreshed, element.querySelector('dialog')]).toEqual([1, null]);
    expect(element.textContent).toContain('masked for');
    expect(button('Change the mode')?.disabled).toBe(true);
  });

  it('shows what somebody else made of it meanwhile, who it was, and keeps what was chosen', async () => {
    await choose('PREFIX');
    button('Change the mode')?.click();
    await fixture.whenStable();
    [mode, version] = ['TRUNCATE', 1];
    refused = new ApiError('MASKING_CONFLICT', 'Somebody else changed the mode meanwhile.', { by: 'Ada <b>' });
    await say('visitors');
    await fixture.whenStable();
    expect(element.querySelector('[role=alert]')?.textContent).toContain('meanwhile. It was Ada <b>.');
    expect(element.querySelector('dialog')?.textContent).toMatch(/Now.*Networks only.*Then.*Network structure kept/s);
    refused = undefined;
    await say('visitors all the same');
    expect(sent.at(-1)).toEqual([SetMaskingMode.name, { mode: 'PREFIX', seen: 1, reason: 'visitors all the same' }]);
  });

  it('what is refused is told, and what was chosen stays', async () => {
    refused = new ApiError('APPROVAL_REQUIRED', 'Somebody else has to confirm this.');
    await choose('PREFIX');
    button('Change the mode')?.click();
    await fixture.whenStable();
    await say('visitors');
    expect(element.querySelector('[role=alert]')?.textContent).toContain('Somebody else has to confirm this.');
    expect(radios().find(({ checked }) => checked)?.value).toBe('PREFIX');
    button('Cancel')?.click();
    await fixture.whenStable();
    button('Discard')?.click();
    await fixture.whenStable();
    expect(radios().find(({ checked }) => checked)?.value).toBe('OFF');
  });
});
