import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { ApiError } from '../../core/api/errors';
import { Account, type OwnIdentity } from '../../core/session/account';
import { Departure } from '../../core/session/departure';
import { StepUp } from '../../core/session/step-up';
import { IdentityPanel } from './identity-panel';

const LINKED: OwnIdentity = {
  provider: 'Example login',
  linkedAt: '2026-11-29T10:00:00Z',
  hasPassword: true,
  factorAtProvider: false,
};

describe('identity at the sign-in provider', () => {
  const account = {
    beginLink: jest.fn((_proof: object) => Promise.resolve('https://login.example.org/a')),
    beginProof: jest.fn((_permission: string) => Promise.resolve('https://login.example.org/b')),
    unlink: jest.fn((_proof: object) => Promise.resolve(2)),
  };
  const departure = { leave: jest.fn() };
  const stepUp = { ask: jest.fn(() => Promise.resolve(true)) };
  let fixture: ComponentFixture<IdentityPanel>;

  beforeEach(() => {
    jest.clearAllMocks();
    TestBed.configureTestingModule({
      providers: [
        { provide: Account, useValue: account },
        { provide: Departure, useValue: departure },
        { provide: StepUp, useValue: stepUp },
      ],
    });
  });

  async function show(more: Partial<OwnIdentity>, enrolled = false): Promise<HTMLElement> {
    fixture = TestBed.createComponent(IdentityPanel);
    fixture.componentRef.setInput('identity', { ...LINKED, ...more });
    fixture.componentRef.setInput('enrolled', enrolled);
    await fixture.whenStable();
    return fixture.nativeElement as HTMLElement;
  }
  async function press(element: HTMLElement, words: string): Promise<void> {
    [...element.querySelectorAll('button')].find(({ textContent }) => textContent.includes(words))?.click();
    await fixture.whenStable();
  }
  const fill = (element: HTMLElement, id: string, value: string) => {
    const field = element.querySelector<HTMLInputElement>(`#${id}`);
    if (!field) throw new Error(`there is no field ${id}`);
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };

  it('is linked with password and code, and the browser leaves for the provider', async () => {
    const element = await show({ linkedAt: null }, true);
    await press(element, 'Link');
    fill(element, 'identity-proof', 'a sentence that is long');
    fill(element, 'identity-code', ' 123456 ');
    await press(element, 'Go on to the provider');
    expect(account.beginLink).toHaveBeenCalledWith({ password: 'a sentence that is long', code: '123456' });
    expect(departure.leave).toHaveBeenCalledWith('https://login.example.org/a', { for: 'account', back: '/account' });
  });

  it('is unlinked with the password, and says what else ended', async () => {
    const element = await show({});
    await press(element, 'Unlink');
    fill(element, 'identity-proof', 'a sentence that is long');
    await press(element, 'Unlink');
    expect(account.unlink).toHaveBeenCalledWith({ password: 'a sentence that is long' });
    expect(element.textContent).toContain('Unlinked; 2 other sessions ended.');
  });

  it('says what was refused, and keeps the form', async () => {
    account.unlink.mockRejectedValueOnce(new ApiError('PASSWORD_WRONG', 'The current password is wrong.'));
    const element = await show({});
    await press(element, 'Unlink');
    fill(element, 'identity-proof', 'another sentence');
    await press(element, 'Unlink');
    expect(element.querySelector('[role=alert]')?.textContent).toContain('The current password is wrong.');
    expect(element.querySelector('#identity-proof')).not.toBeNull();
  });

  it('stands for the password of whoever has none', async () => {
    const element = await show({ hasPassword: false }, true);
    expect(element.textContent).not.toContain('Unlink');
    await press(element, 'Prove yourself at');
    expect(account.beginProof).toHaveBeenCalledWith('profile.own', 'changes of the own account');
    await press(element, 'Use a code');
    expect(stepUp.ask).toHaveBeenCalledWith('profile.own', 'changes of the own account');
    expect(element.textContent).toContain('Confirmed for five minutes.');
  });
});
