import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { ApiError } from '../../../core/api/errors';
import { Gateway } from '../../../core/api/gateway';
import { Past } from '../../../core/past';
import { Session } from '../../../core/session/session';
import { SavedFilters } from '../../../graphql/generated/operations';
import type { Operation } from '../../../graphql/operation';
import { teachLayers } from '../../../testing/layers';
import { SavedFiltersButton } from './saved-filters';

@Component({
  imports: [SavedFiltersButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<wl-saved-filters kind="FLOW" [expression]="expression()" (chosen)="taken.push($event)" />`,
})
class Host {
  readonly expression = signal('bytes > 1GB');
  readonly taken: string[] = [];
}

const kept = (id: string, name: string, more: object = {}) => ({
  ...{ id, name, kind: 'FLOW', expression: `app = ${name}`, shared: false, own: true, ownerName: 'ada', revision: 3 },
  ...more,
});

describe('saved filters', () => {
  let fixture: ComponentFixture<Host>;
  let forget: () => void;
  let answer: () => Promise<unknown>;
  let filters: object[];
  const asked: { readonly name: string; readonly variables: unknown }[] = [];
  const element = (): HTMLElement => fixture.nativeElement as HTMLElement;
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) {
      await fixture.whenStable();
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  const items = (): string[] =>
    [...element().querySelectorAll('[role=menuitem]')].map((one) => one.textContent.replace(/\s+/g, ' ').trim());
  const choose = async (label: string): Promise<void> => {
    const all = [...element().querySelectorAll<HTMLButtonElement>('[role=menuitem]')];
    all.find((one) => one.textContent.includes(label))?.click();
    await settle();
  };
  const press = async (label: string): Promise<void> => {
    element().querySelector<HTMLButtonElement>(`[aria-label="${label}"]`)?.click();
    await settle();
  };

  beforeEach(async () => {
    forget = teachLayers();
    asked.length = 0;
    answer = () => Promise.resolve({ done: { id: 'x', revision: 4 } });
    filters = [
      kept('f1', 'dns'),
      kept('f2', 'tls', { own: false, shared: true, ownerName: 'ben' }),
      kept('f3', 'lookups', { kind: 'DNS' }),
    ];
    const gateway = {
      run: (op: Operation<unknown, unknown>, variables: unknown) => {
        asked.push({ name: op.name, variables });
        return op.name === SavedFilters.name ? Promise.resolve({ savedFilters: filters }) : answer();
      },
    };
    TestBed.configureTestingModule({
      providers: [
        { provide: Gateway, useValue: gateway },
        { provide: LiveAnnouncer, useValue: { announce: () => Promise.resolve() } },
        { provide: Past, useValue: { on: () => false, forget: () => undefined, hear: () => undefined } },
        { provide: Session, useValue: { viewer: () => ({ id: 'u1', masked: false }), can: () => true } },
      ],
    });
    fixture = TestBed.createComponent(Host);
    document.body.append(element());
    await settle();
  });
  afterEach(() => {
    element().remove();
    forget();
  });

  it('of the kind are used: one’s own, and those of others with their owner', async () => {
    expect(items()).toEqual(['dns', 'tlsof ben', 'Save the expression …', 'Share or remove …']);
    await choose('tls');
    expect(fixture.componentInstance.taken).toEqual(['app = tls']);
  });

  it('are saved under a name, under one’s own name anew, and not under none', async () => {
    await choose('Save the expression');
    const submit = async (name: string): Promise<void> => {
      const form = element().querySelector('wl-save-filter-sheet form') as HTMLFormElement;
      (form.querySelector('input') as HTMLInputElement).value = name;
      form.dispatchEvent(new Event('submit', { cancelable: true }));
      await settle();
    };
    await submit(' ');
    expect(element().querySelector('wl-save-filter-sheet [role=alert]')?.textContent).toContain('A name is wanted');
    answer = () => Promise.reject(new ApiError('TOO_MANY_FILTERS', 'You keep 200 filters.'));
    await submit('Big');
    expect(element().querySelector('wl-save-filter-sheet [role=alert]')?.textContent).toContain('You keep 200 filters');
    answer = () => Promise.resolve({ done: { id: 'x', revision: 1 } });
    await submit('dns');
    expect(element().querySelector('wl-save-filter-sheet')).toBeNull();
    const saves = asked.filter(({ name }) => name === 'SaveFilter').map(({ variables }) => variables);
    expect(saves).toMatchObject([
      { name: 'Big', seen: 0, kind: 'FLOW', expression: 'bytes > 1GB' },
      { id: 'f1', name: 'dns', seen: 3, expression: 'bytes > 1GB' },
    ]);
  });

  it('of one’s own are shared and removed, those of others are not offered for it', async () => {
    await choose('Share or remove');
    expect(element().querySelectorAll('wl-kept-filters-sheet li')).toHaveLength(1);
    await press('Share dns');
    await press('Remove dns');
    expect(asked.filter(({ name }) => name !== 'SavedFilters')).toMatchObject([
      { name: 'ShareFilter', variables: { id: 'f1', seen: 3, shared: true } },
      { name: 'RemoveFilter', variables: { id: 'f1', seen: 3 } },
    ]);
  });

  it('say what to do when nothing is saved and no expression is in force', async () => {
    filters = [];
    fixture.componentInstance.expression.set('');
    await choose('Share or remove');
    await press('Remove dns');
    expect(items()).toEqual(['Nothing is saved yetApply an expression first']);
  });
});
