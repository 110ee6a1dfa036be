import { TestBed } from '@angular/core/testing';
import { WireText } from './wire-text';

function render(text: string, fit: boolean): HTMLElement {
  const fixture = TestBed.createComponent(WireText);
  fixture.componentRef.setInput('text', text);
  fixture.componentRef.setInput('fit', fit);
  fixture.detectChanges();
  return fixture.nativeElement as HTMLElement;
}

describe('wire text', () => {
  const HOSTILE = [
    '<img src=x onerror=alert(1)>.example',
    '"><script>alert(1)</script>',
    '{{7*7}}.${7*7}',
    'javascript:alert(1)',
    `${'a'.repeat(240)}.example.com`,
  ];

  it.each(HOSTILE)('A-01 A-02 A-03 A-09 writes %p as text and as nothing else', (text) => {
    for (const fit of [true, false]) {
      const element = render(text, fit);
      expect(element.textContent).toBe(text);
      expect(element.querySelector('img, script, a')).toBeNull();
    }
  });

  it('A-05 isolates the direction and boxes what cannot be seen', () => {
    const element = render('bill\u202efdp.example', true);
    expect(element.querySelector('bdi')?.getAttribute('dir')).toBe('ltr');
    expect([...element.querySelectorAll('.escape')].map((one) => one.textContent)).toEqual(['U+202E']);
    expect(element.textContent).not.toContain('\u202e');
  });
});
