import { ChangeDetectionStrategy, Component, signal, viewChild } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Keys, conflicts } from '../core/keys';
import { Preferences } from '../core/preferences';
import { UrlState } from '../core/url-state';
import { FakeUrl } from '../testing/fake-url';
import { teachLayers } from '../testing/layers';
import { DataTable } from './data-table';
import { Cell } from './table/cells';
import type { Column } from './table/columns';
import { tableLayout } from './table/table-layout';
import { TableTools } from './table/table-tools';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { id: 'id', label: 'Id', width: 80, desc: 'ID_DESC', fact: ({ id }) => id },
  { id: 'name', label: 'Name', width: 200, grow: 1, fact: ({ name }) => name },
  { id: 'kind', label: 'Kind', width: 60, extra: true, fact: ({ kind }) => kind },
];
const rowsFrom = (first: number, count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `r${first + index}`,
    name: `<img src=x onerror=alert(${first + index})>`,
    kind: (first + index) % 2 === 0 ? 'even' : 'odd',
  }));

@Component({
  imports: [Cell, DataTable, TableTools],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-table-tools [layout]="layout" [table]="grid" />
    <wl-table
      #grid
      label="Things"
      [rows]="rows()"
      [layout]="layout"
      [count]="500"
      [kindOf]="kindOf"
      [result]="result()"
      (opened)="opened = $event"
    >
      <ng-template wlCell="id" let-row>{{ of(row).id }}</ng-template>
      <ng-template wlCell="name" let-row
        ><button type="button" class="value">{{ of(row).name }}</button></ng-template
      >
      <ng-template wlCell="kind" let-row>{{ of(row).kind }}</ng-template>
    </wl-table>
  `,
})
class Host {
  readonly rows = signal<readonly Row[]>(rowsFrom(0, 300));
  readonly result = signal('');
  readonly layout = tableLayout<Row>({ page: 'things', columns: () => COLUMNS, density: 28 });
  readonly kindOf = (row: Row): string => row.kind;
  readonly table = viewChild.required(DataTable);
  opened = '';
  of(row: unknown): Row {
    return row as Row;
  }
}

describe('a table', () => {
  let forget: () => void;
  let url: FakeUrl;
  let fixture: ComponentFixture<Host>;
  let element: HTMLElement;
  let copied: string;

  beforeEach(async () => {
    forget = teachLayers();
    copied = '';
    Object.assign(navigator, { clipboard: { writeText: (text: string) => ((copied = text), Promise.resolve()) } });
    localStorage.clear();
    url = new FakeUrl();
    TestBed.configureTestingModule({ providers: [{ provide: UrlState, useValue: url }] });
    await make();
  });
  afterEach(() => {
    element.remove();
    forget();
  });

  async function make(): Promise<void> {
    element?.remove();
    fixture = TestBed.createComponent(Host);
    element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    await settle();
  }
  async function settle(): Promise<void> {
    await fixture.whenStable();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await fixture.whenStable();
  }
  async function press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const [name = '', ...mods] = key.split('+').reverse();
      (document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent('keydown', {
          key: name,
          shiftKey: mods.includes('Shift'),
          ctrlKey: mods.includes('Ctrl'),
          altKey: mods.includes('Alt'),
          bubbles: true,
          cancelable: true,
        }),
      );
      await settle();
    }
  }
  const heads = () => [...element.querySelectorAll('wl-column-head')].map((head) => head.textContent?.trim());
  const picked = () =>
    [...element.querySelectorAll('[role=row][aria-selected=true]')].map((row) => row.getAttribute('aria-rowindex'));
  const grid = () => element.querySelector<HTMLElement>('[role=grid]') as HTMLElement;

  it('binds every key once, and its help names them all', () => {
    const bindings = TestBed.inject(Keys).bindings();
    expect(conflicts(bindings)).toEqual([]);
    expect(bindings.map(({ keys }) => keys)).toEqual(expect.arrayContaining(['x', 'Shift+X', '* a', 'c', 'Ctrl+C']));
  });

  it('chooses, moves and sizes columns by keyboard, and the address tells it', async () => {
    expect(heads()).toEqual(['Id', 'Name']);
    await press('c', 'ArrowDown', 'ArrowDown', ' ');
    expect(heads()).toEqual(['Id', 'Name', 'Kind']);
    expect(url.value('cols')).toBe('id,name,kind');
    await press('Alt+ArrowUp', 'Alt+ArrowUp', 'ArrowRight');
    expect(url.value('cols')).toBe('kind:76,id,name');
    await press('Backspace', ' ');
    expect(heads()).toEqual(['Id', 'Name']);
    expect(url.value('cols')).toBe('');
  });

  it('remembers the choice for a page entered without one, and never overrules a link', async () => {
    fixture.componentInstance.layout.toggle('kind');
    fixture.componentInstance.layout.setDensity(40);
    url.params.set({});
    await make();
    expect(url.params()).toEqual({ cols: 'id,name,kind', dens: '40' });
    expect(grid().style.getPropertyValue('--row-height')).toBe('40px');
    url.params.set({ cols: 'name' });
    await make();
    expect(url.params()).toEqual({ cols: 'name' });
    fixture.componentInstance.layout.reset();
    await make();
    expect(url.params()).toEqual({});
  });

  it('has rows as high as this person likes them, unless they were chosen for it', async () => {
    const { layout } = fixture.componentInstance;
    const { density } = TestBed.inject(Preferences);
    expect(layout.density()).toBe(28);
    density.set(40);
    expect([layout.density(), url.value('dens')]).toEqual([40, '']);
    layout.setDensity(28);
    expect([layout.density(), url.value('dens')]).toEqual([28, '28']);
    layout.setDensity(40);
    expect(url.value('dens')).toBe('');
    await settle();
    expect(localStorage.getItem('wl.density')).toBe('40');
  });

  it('keeps the last column', () => {
    const { layout } = fixture.componentInstance;
    layout.toggle('id');
    layout.toggle('name');
    expect(layout.columns().map(({ id }) => id)).toEqual(['name']);
  });

  it('marks one, a range, the same kind, all and none', async () => {
    await press('j', 'x', 'j', 'j', 'Shift+X');
    expect(picked()).toEqual(['2', '3', '4']);
    expect(element.textContent).toContain('3 marked');
    await press('*', 'n');
    expect(picked()).toEqual([]);
    await press('*', 's');
    expect(picked().slice(0, 2)).toEqual(['2', '4']);
    expect(element.textContent).toContain('150 marked');
    await press('*', 'a');
    expect(element.textContent).toContain('300 marked');
  });

  it('keeps marks by id when rows come in before them, and drops them with another result', async () => {
    await press('j', 'x');
    fixture.componentInstance.rows.update((rows) => [...rowsFrom(1000, 2), ...rows]);
    await settle();
    expect(picked()).toEqual(['4']);
    fixture.componentInstance.rows.set(rowsFrom(2000, 5));
    await settle();
    expect(element.textContent).toContain('1 marked');
    fixture.componentInstance.result.set('another');
    await settle();
    expect(element.textContent).not.toContain('marked');
  });

  it('copies what is marked, or else the active row, as text that is only text', async () => {
    await press('j', 'j', 'Ctrl+c');
    expect(copied).toBe('Id\tName\nr1\t<img src=x onerror=alert(1)>\n');
    await press('x', 'k', 'x');
    fixture.componentInstance.table().copy('json');
    expect((JSON.parse(copied) as { id: string }[]).map(({ id }) => id)).toEqual(['r0', 'r1']);
    expect(element.querySelector('img')).toBeNull();
  });

  it('keeps the active row in the page wherever it is, and names it', async () => {
    await press('j');
    expect(grid().getAttribute('aria-rowcount')).toBe('501');
    const id = grid().getAttribute('aria-activedescendant') ?? '';
    expect(document.getElementById(id)?.getAttribute('aria-rowindex')).toBe('2');
    fixture.componentInstance.rows.update((rows) => [...rowsFrom(1000, 200), ...rows]);
    await settle();
    expect(grid().getAttribute('aria-activedescendant')).toBe(id);
    expect(document.getElementById(id)?.getAttribute('aria-rowindex')).toBe('202');
    await press('Enter');
    expect(fixture.componentInstance.opened).toBe('r0');
  });

  it('leaves named keys to whatever else has the focus', async () => {
    await press('j');
    element.querySelector<HTMLElement>('button[aria-label="Columns"]')?.focus();
    await press('ArrowDown', 'End');
    const active = document.getElementById(grid().getAttribute('aria-activedescendant') ?? '');
    expect(active?.getAttribute('aria-rowindex')).toBe('2');
    await press('Ctrl+c');
    expect(copied).toBe('');
  });
});
