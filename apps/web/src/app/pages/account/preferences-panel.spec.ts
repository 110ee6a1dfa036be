import { TestBed } from '@angular/core/testing';
import { Preferences } from '../../core/preferences';
import { UrlState } from '../../core/url-state';
import { FakeUrl } from '../../testing/fake-url';
import { PreferencesPanel } from './preferences-panel';

it('sets theme, rows, zone and keys of this browser, and shows what is in force', async () => {
  localStorage.clear();
  TestBed.configureTestingModule({ providers: [{ provide: UrlState, useValue: new FakeUrl() }] });
  const fixture = TestBed.createComponent(PreferencesPanel);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const preferences = TestBed.inject(Preferences);
  const button = (name: string) =>
    [...element.querySelectorAll('button')].find(({ textContent }) => textContent?.trim() === name) as HTMLElement;
  const pressed = () =>
    [...element.querySelectorAll('[aria-pressed=true]')].map(({ textContent }) => textContent?.trim());
  expect(pressed()).toEqual(['As the system', 'As each table']);

  button('Dark').click();
  button('Roomy').click();
  const zone = element.querySelector('select') as HTMLSelectElement;
  zone.value = 'Europe/Berlin';
  zone.dispatchEvent(new Event('change'));
  (element.querySelector('input[type=checkbox]') as HTMLElement).click();
  await fixture.whenStable();
  expect(pressed()).toEqual(['Dark', 'Roomy']);
  expect([preferences.theme(), preferences.density(), preferences.zone(), preferences.letterKeys()]).toEqual([
    ...['dark', 40, 'Europe/Berlin'],
    false,
  ]);
  expect(document.documentElement.dataset['theme']).toBe('dark');

  button('As each table').click();
  button('As the system').click();
  await fixture.whenStable();
  expect([preferences.density(), document.documentElement.dataset['theme']]).toEqual([undefined, undefined]);
});
