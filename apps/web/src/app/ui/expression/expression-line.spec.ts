import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { ExpressionLine } from './expression-line';

@Component({
  imports: [ExpressionLine],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<wl-expression-line [value]="value()" what="flows" (applied)="take($event)" />`,
})
class Host {
  readonly value = signal('');
  readonly taken: string[] = [];
  take(text: string): void {
    this.taken.push(text);
    this.value.set(text);
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
  beforeEach(async () => {
    fixture = TestBed.createComponent(Host);
    document.body.append(element());
    await fixture.whenStable();
  });
  afterEach(() => element().remove());

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

  it('takes back what was typed on Escape, then is left', async () => {
    fixture.componentInstance.value.set('app = dns');
    await fixture.whenStable();
    box().focus();
    await type('app = d');
    expect(await press('Escape')).toBe(true);
    expect([box().value, document.activeElement]).toEqual(['app = dns', box()]);
    await press('Escape');
    expect(document.activeElement).not.toBe(box());
  });

  it('is cleared by its button, and alarms about a wrong expression of a link', async () => {
    fixture.componentInstance.value.set('foo = 1');
    await fixture.whenStable();
    expect(alert()).not.toBeNull();
    (element().querySelector('.clear') as HTMLButtonElement).click();
    await fixture.whenStable();
    expect(fixture.componentInstance.taken).toEqual(['']);
    expect(told()).toBe('');
  });

  it('shows hidden characters of what is typed as escapes', async () => {
    await type('sensor = a\u202eb');
    expect(element().querySelector('.place .escape')?.textContent).toMatch(/202e/i);
  });
});
