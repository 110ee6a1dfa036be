import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { teachLayers } from '../../testing/layers';
import type { Asked } from './conjunct-edits';
import { ExpressionLine } from './expression-line';
import { SavedFilterShelf } from './saved/saved-filter-shelf';
import type { KnownValues } from './known-values';

@Component({
  imports: [ExpressionLine],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<wl-expression-line
    [value]="value()"
    [aside]="aside()"
    [known]="known"
    what="flows"
    (applied)="take($event)"
  />`,
})
class Host {
  readonly value = signal('');
  readonly aside = signal('');
  readonly taken: string[] = [];
  readonly wanted: (string | null)[] = [];
  readonly known: KnownValues = {
    want: (field) => this.wanted.push(field?.name ?? null),
    of: ({ name }) =>
      name === 'app'
        ? [
            { value: 'dns', note: '60 %' },
            { value: 'a b', note: '2 %' },
          ]
        : [],
    loading: () => false,
  };
  take({ on, off }: Asked): void {
    this.taken.push(on);
    this.value.set(on);
    this.aside.set(off);
  }
}

describe('the expression line', () => {
  let fixture: ComponentFixture<Host>;
  const element = (): HTMLElement => fixture.nativeElement as HTMLElement;
  const box = (): HTMLInputElement => element().querySelector('input') as HTMLInputElement;
  const told = (): string =>
    element().querySelector('#expression-told')?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
  const alert = (): Element | null => element().querySelector('[role=alert]');
  const type = async (text: string): Promise<void> => {
    box().value = text;
    box().dispatchEvent(new Event('input'));
    await fixture.whenStable();
  };
  const press = async (key: string, more: KeyboardEventInit = {}): Promise<boolean> => {
    const event = new KeyboardEvent('keydown', { key, cancelable: true, bubbles: true, ...more });
    box().dispatchEvent(event);
    await fixture.whenStable();
    return event.defaultPrevented;
  };
  let forget: () => void;
  beforeEach(async () => {
    forget = teachLayers();
    TestBed.configureTestingModule({ providers: [{ provide: SavedFilterShelf, useValue: { on: () => false } }] });
    fixture = TestBed.createComponent(Host);
    document.body.append(element());
    await fixture.whenStable();
  });
  afterEach(() => {
    element().remove();
    forget();
  });

  it('tells in words what is typed, and applies its written form on Enter', async () => {
    await type('proto=TCP&&dst.port=0443');
    expect(told()).toBe('Shows flows where the IP protocol is tcp, and the destination port is 443.');
    await press('Enter');
    expect(fixture.componentInstance.taken).toEqual(['proto = tcp and dst.port = 443']);
    expect(box().value).toBe('proto = tcp and dst.port = 443');
    await press('Enter', { ctrlKey: true });
    expect(fixture.componentInstance.taken).toHaveLength(1);
  });

  it('tells quietly while one types, loudly on Enter, marks the place and offers the mend', async () => {
    await type('app = dns and dport = 53');
    expect(told()).toContain('There is no field dport');
    expect(alert()).toBeNull();
    await press('Enter');
    expect(alert()).not.toBeNull();
    expect(fixture.componentInstance.taken).toEqual([]);
    expect(box().value.slice(box().selectionStart ?? 0, box().selectionEnd ?? 0)).toBe('dport');
    (element().querySelector('.mend') as HTMLButtonElement).click();
    await fixture.whenStable();
    expect(box().value).toBe('app = dns and dst.port = 53');
    expect(document.activeElement).toBe(box());
    expect(alert()).toBeNull();
  });

  it('closes its offers on Escape, then takes back what was typed, then is left', async () => {
    fixture.componentInstance.value.set('app = dns');
    await fixture.whenStable();
    box().focus();
    await type('app = d');
    expect(await press('Escape')).toBe(true);
    expect([box().value, box().getAttribute('aria-expanded')]).toEqual(['app = d', 'false']);
    await press('Escape');
    expect([box().value, document.activeElement]).toEqual(['app = dns', box()]);
    await press('Escape');
    expect(document.activeElement).not.toBe(box());
  });

  it('is cleared by its button, and alarms about a wrong expression of a link', async () => {
    fixture.componentInstance.value.set('foo = 1');
    await fixture.whenStable();
    expect(alert()).not.toBeNull();
    (element().querySelector('[aria-label="Clear the expression"]') as HTMLButtonElement).click();
    await fixture.whenStable();
    expect(fixture.componentInstance.taken).toEqual(['']);
    expect(told()).toBe('');
  });

  it('shows hidden characters of what is typed as escapes', async () => {
    await type('sensor = a\u202eb');
    expect(element().querySelector('.place .escape')?.textContent).toMatch(/202e/i);
  });

  describe('offers', () => {
    const offers = (): string[] =>
      box().getAttribute('aria-expanded') === 'true'
        ? [...element().querySelectorAll('[role=option] .text')].map((one) => one.textContent ?? '')
        : [];
    const chosen = (): string | undefined =>
      element().querySelector(`#${box().getAttribute('aria-activedescendant') ?? 'none'} .text`)?.textContent;

    it('fields, operators and values by arrows and Enter, until the expression is whole', async () => {
      await type('por');
      expect(offers()).toEqual(['port', 'src.port', 'dst.port']);
      expect(chosen()).toBeUndefined();
      await press('ArrowUp');
      expect(chosen()).toBe('dst.port');
      await press('Enter');
      expect(box().value).toBe('dst.port ');
      await press('ArrowDown');
      await press('Enter');
      expect(box().value).toBe('dst.port = ');
      expect(fixture.componentInstance.wanted.at(-1)).toBe('dst.port');
      await type('dst.port = 53 and app i');
      await press('ArrowDown');
      expect(chosen()).toBe('in');
      await press('Tab');
      expect(box().value).toBe('dst.port = 53 and app in (');
      expect(offers()).toEqual(['dns', '"a b"']);
      await press('ArrowDown');
      await press('ArrowDown');
      await press('Enter');
      await type(`${box().value})`);
      await press('Enter');
      expect(fixture.componentInstance.taken).toEqual(['dst.port = 53 and app in ("a b")']);
      expect(offers()).toEqual([]);
    });

    it('on Ctrl+Space, closed by Escape, without taking Enter or Tab away', async () => {
      expect(offers()).toEqual([]);
      await press(' ', { ctrlKey: true });
      expect(offers().length).toBeGreaterThan(20);
      expect(await press('Tab')).toBe(false);
      await press('Escape');
      expect(offers()).toEqual([]);
      expect(document.activeElement).not.toBeNull();
    });

    it('values in their written form at the place of the caret', async () => {
      box().value = 'app = d and port = 53';
      box().setSelectionRange(7, 7);
      box().dispatchEvent(new Event('input'));
      await fixture.whenStable();
      expect(offers()).toEqual(['dns']);
      element()
        .querySelector('[role=option]')
        ?.dispatchEvent(new Event('pointerdown', { cancelable: true }));
      await fixture.whenStable();
      expect([box().value, box().selectionStart]).toEqual(['app = dns and port = 53', 9]);
    });
  });

  describe('conditions as pills', () => {
    const pills = (): string[] =>
      [...element().querySelectorAll('.pill')].map(
        (one) => `${one.querySelector('wl-wire')?.textContent ?? ''}${one.classList.contains('off') ? ' (off)' : ''}`,
      );
    const act = async (index: number, label: string): Promise<void> => {
      element().querySelectorAll<HTMLButtonElement>('.pill .text')[index]?.click();
      await fixture.whenStable();
      const items = [...element().querySelectorAll<HTMLButtonElement>('wl-expression-pills [role=menuitem]')];
      items.find((item) => item.textContent.includes(label))?.click();
      await fixture.whenStable();
    };
    const host = (): Host => fixture.componentInstance;
    beforeEach(async () => {
      host().value.set('app = dns and (port = 53 or port = 5353) and bytes > 1MB');
      await fixture.whenStable();
    });

    it('stand one by one, and are turned into their opposite, set aside, put in force again and removed', async () => {
      expect(pills()).toEqual(['app = dns', '(port = 53 or port = 5353)', 'bytes > 1MB']);
      await act(0, 'Turn into its opposite');
      expect(host().value()).toBe('app != dns and (port = 53 or port = 5353) and bytes > 1MB');
      await act(1, 'Set aside');
      expect([host().value(), host().aside()]).toEqual(['app != dns and bytes > 1MB', 'port = 53 or port = 5353']);
      expect(pills()).toEqual(['app != dns', 'bytes > 1MB', '(port = 53 or port = 5353) (off)']);
      await act(2, 'Put in force again');
      expect([host().value(), host().aside()]).toEqual([
        'app != dns and bytes > 1MB and (port = 53 or port = 5353)',
        '',
      ]);
      await act(0, 'Remove');
      await act(0, 'Remove');
      expect([host().value(), pills()]).toEqual(['port = 53 or port = 5353', ['(port = 53 or port = 5353)']]);
    });

    it('are edited in the line, where they are marked', async () => {
      await act(1, 'Edit');
      expect(document.activeElement).toBe(box());
      expect(box().value.slice(box().selectionStart ?? 0, box().selectionEnd ?? 0)).toBe('(port = 53 or port = 5353)');
    });
  });
});
