import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { RankedBars } from './ranked-bars';
import { countedSection, ValueSidebar } from './value-sidebar';

const NOTE = '3 of fewer than five hosts not shown';
const text = (element: unknown): string => (element as HTMLElement).textContent.replace(/\s+/g, ' ').trim();

it.each([
  [3, NOTE],
  [0, ''],
  [null, ''],
])('A-83 a list that leaves out %s values says so: %j', (suppressed, note) => {
  TestBed.configureTestingModule({ providers: [provideRouter([])] });
  const fixture = TestBed.createComponent(RankedBars);
  fixture.componentRef.setInput('kind', 'plain');
  fixture.componentRef.setInput('label', 'Ports by flows');
  fixture.componentRef.setInput('rows', []);
  fixture.componentRef.setInput('suppressed', suppressed);
  fixture.detectChanges();
  expect(text(fixture.nativeElement)).toBe(note);
});

it('A-83 so does the column of fields', () => {
  const fixture = TestBed.createComponent(ValueSidebar);
  const list = { rows: [{ key: 'GET', share: 1 }], distinct: 1, suppressed: 3 };
  const section = { label: 'method', icon: 'code', field: 'method', mono: true } as never;
  fixture.componentRef.setInput('sections', [countedSection(section, list, () => false)]);
  fixture.detectChanges();
  expect(text(fixture.nativeElement)).toContain(NOTE);
});
