import { LiveAnnouncer } from '@angular/cdk/a11y';
import { signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { ApiError } from '../core/api/errors';
import { Gateway } from '../core/api/gateway';
import { Session } from '../core/session/session';
import type { Operation } from '../graphql/operation';
import { MaskedChip } from './masked-chip';
import { PageReload } from './page-reload';

describe('the chip of masked addresses', () => {
  const viewer = signal<{ masked: boolean; revealedUntil: string | null }>({ masked: false, revealedUntil: null });
  let fixture: ComponentFixture<MaskedChip>;
  let element: HTMLElement;
  let may: boolean;
  let refused: ApiError | undefined;
  let reloads: number;
  const [sent, said]: string[][] = [[], []];

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick'] });
    sent?.splice(0);
    said?.splice(0);
    [may, refused, reloads] = [true, undefined, 0];
    viewer.set({ masked: false, revealedUntil: null });
    const run = ({ name }: Operation<unknown, unknown>) => {
      sent?.push(name);
      return refused ? Promise.reject(refused) : Promise.resolve({});
    };
    TestBed.configureTestingModule({
      providers: [
        { provide: Session, useValue: { viewer, can: () => may } },
        { provide: Gateway, useValue: { run } },
        { provide: LiveAnnouncer, useValue: { announce: (text: string) => Promise.resolve(said?.push(text)) } },
        { provide: PageReload, useValue: { reload: () => reloads++ } },
      ],
    });
    fixture = TestBed.createComponent(MaskedChip);
    element = fixture.nativeElement as HTMLElement;
    fixture.detectChanges();
  });
  afterEach(() => jest.useRealTimers());

  const button = () => element.querySelector('button');
  const press = async () => {
    button()?.click();
    for (let i = 0; i < 10; i++) await Promise.resolve();
    fixture.detectChanges();
  };
  const is = (masked: boolean, revealedUntil: string | null = null) => {
    viewer.set({ masked, revealedUntil });
    fixture.detectChanges();
  };

  it('is not there while nothing is masked, nor for who may not see more', () => {
    expect(button()).toBeNull();
    is(true);
    expect(button()?.textContent).toContain('Masked');
    may = false;
    is(true, '');
    expect(button()).toBeNull();
  });

  it('shows what is masked, and loads the page again; what is refused is said', async () => {
    is(true);
    await press();
    expect([sent, reloads]).toEqual([['RevealAddresses'], 1]);
    refused = new ApiError('STEP_UP_CANCELED', 'Not confirmed, so nothing was done.');
    await press();
    expect([reloads, said]).toEqual([1, ['Not confirmed, so nothing was done.']]);
    expect(button()?.disabled).toBe(false);
  });

  it('says until when, masks again, and loads the page when the time is over', async () => {
    is(false, new Date(Date.now() + 60_000).toISOString());
    expect(button()?.textContent).toMatch(/Shown until \d\d:\d\d/);
    jest.advanceTimersByTime(59_000);
    expect(reloads).toBe(0);
    jest.advanceTimersByTime(2000);
    expect(reloads).toBe(1);
    await press();
    expect([sent, reloads]).toEqual([['HideAddresses'], 2]);
  });
});
