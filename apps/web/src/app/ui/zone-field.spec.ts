import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { offeredZones, ZoneField, zoneProblem } from './zone-field';

describe('a field for a time zone', () => {
  let fixture: ComponentFixture<ZoneField>;
  let field: HTMLInputElement;
  const type = async (text: string, event: 'input' | 'change'): Promise<void> => {
    field.value = text;
    field.dispatchEvent(new Event(event));
    await fixture.whenStable();
  };

  beforeEach(async () => {
    fixture = TestBed.createComponent(ZoneField);
    fixture.componentRef.setInput('fieldId', 'z');
    fixture.componentRef.setInput('value', 'Europe/Berlin');
    await fixture.whenStable();
    field = (fixture.nativeElement as HTMLElement).querySelector('input') as HTMLInputElement;
  });

  it('offers that of the browser first, then UTC, each once', () => {
    const zones = offeredZones('Asia/Tokyo', ['Asia/Tokyo', 'Europe/Berlin', 'UTC']);
    expect(zones).toEqual(['Asia/Tokyo', 'UTC', 'Europe/Berlin']);
    const list = (fixture.nativeElement as HTMLElement).querySelector(`#${field.getAttribute('list')}`);
    expect(list?.querySelectorAll('option').length).toBeGreaterThan(300);
  });

  it('says what is no zone once it is typed to its end, keeps the form until it is one, and says it no more', async () => {
    await type('Europe/Ber', 'input');
    expect([field.checkValidity(), fixture.nativeElement.querySelector('[role=alert]')]).toEqual([false, null]);
    await type('Mars/<b>Base</b>', 'change');
    expect(fixture.nativeElement.querySelector('[role=alert]').textContent).toContain('no time zone Mars/<b>Base</b>.');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    await type('America/New_York', 'input');
    expect([field.checkValidity(), fixture.nativeElement.querySelector('[role=alert]')]).toEqual([true, null]);
  });

  it.each(['', 'local', '+01:00', 'Europe/Nowhere', 'Berlin'])('%p is none', (text) => {
    expect(zoneProblem(text)).toContain('Write it like Europe/Berlin.');
  });
});
