import { LiveAnnouncer } from '@angular/cdk/a11y';
import { signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { PARTIES, PERMISSIONS, removablePermissions, rowOf } from '@wireledger/access';
import { ApiError } from '../../../core/api/errors';
import { Gateway } from '../../../core/api/gateway';
import { Session } from '../../../core/session/session';
import { UrlState } from '../../../core/url-state';
import { ChangeRole, DefineRole, RemoveRole, RoleList, type RoleRow } from '../../../graphql/generated/operations';
import type { Operation } from '../../../graphql/operation';
import { FakeUrl } from '../../../testing/fake-url';
import { teachLayers } from '../../../testing/layers';
import { matrixOf } from './role-words';
import { RolesPage } from './roles';

const NIGHTS: RoleRow = {
  ...{ id: 'r1', name: 'Nights', base: 'ANALYST', without: ['packets.payload', 'packets.download'] },
  ...{ version: 3, people: 2, own: false, changedByName: 'Ada', changedAt: '2026-11-20T08:00:00Z' },
};
const SPARE: RoleRow = { ...NIGHTS, id: 'r2', name: '<b>Spare</b>', people: 0 };

describe('the page of roles', () => {
  let fixture: ComponentFixture<RolesPage>;
  let element: HTMLElement;
  let forget: () => void;
  let roles: readonly RoleRow[];
  let may: readonly string[];
  let refuse: ApiError | undefined;
  let url: FakeUrl;
  const asked: { readonly name: string; readonly variables: unknown }[] = [];
  const viewer = signal({ id: 'u1', role: 'ADMIN', customRole: null as string | null });
  const gateway = {
    run: (op: Operation<unknown, unknown>, variables: unknown) => {
      if (op.name === RoleList.name) return Promise.resolve({ roles });
      asked.push({ name: op.name, variables });
      return refuse ? Promise.reject(refuse) : Promise.resolve({ done: { position: '1' } });
    },
  };

  beforeEach(() => {
    [asked.length, refuse, roles] = [0, undefined, [NIGHTS, SPARE]];
    may = [...PERMISSIONS];
    viewer.set({ id: 'u1', role: 'ADMIN', customRole: null });
    forget = teachLayers();
    url = new FakeUrl();
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        { provide: UrlState, useValue: url },
        { provide: Gateway, useValue: gateway },
        { provide: LiveAnnouncer, useValue: { announce: () => Promise.resolve() } },
        { provide: Session, useValue: { can: (permission: string) => may.includes(permission), viewer } },
      ],
    });
  });
  afterEach(() => {
    element.remove();
    forget();
  });

  async function show(): Promise<void> {
    fixture = TestBed.createComponent(RolesPage);
    element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    await settle();
  }
  async function settle(): Promise<void> {
    await fixture.whenStable();
    await new Promise((resolve) => setTimeout(resolve));
    await fixture.whenStable();
  }
  const all = <T extends HTMLElement>(selector: string): T[] => [...element.querySelectorAll<T>(selector)];
  const textOf = (node: Element | null | undefined): string => node?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
  const button = (label: string): HTMLButtonElement | undefined =>
    all<HTMLButtonElement>('button').find((one) => [textOf(one), one.getAttribute('aria-label')].includes(label));
  const press = async (label: string): Promise<void> => {
    button(label)?.click();
    await settle();
  };
  const fill = async (selector: string, text: string): Promise<void> => {
    const field = element.querySelector<HTMLInputElement>(selector) as HTMLInputElement;
    field.value = text;
    field.dispatchEvent(new Event('input'));
    await settle();
  };
  const toggle = async (permission: string): Promise<void> => {
    element.querySelector<HTMLInputElement>(`input[type=checkbox][value="${permission}"]`)?.click();
    await settle();
  };
  const submit = async (): Promise<string> => {
    element.querySelector<HTMLButtonElement>('button[type=submit]')?.click();
    await settle();
    return textOf(element.querySelector('wl-field-problem span') ?? element.querySelector('[role=alert]'));
  };
  const diffs = () => all('.diff li').map((one) => textOf(one));

  describe('the matrix', () => {
    it('is the machine-readable one, cell by cell', async () => {
      await show();
      const shown = all('tr[data-permission]').map((row) => [
        row.dataset['permission'],
        [...row.querySelectorAll('td')].map((cell) => textOf(cell).replace('–', '-')),
      ]);
      expect(Object.fromEntries(shown)).toEqual(
        Object.fromEntries(PERMISSIONS.map((permission) => [permission, rowOf(permission).cells])),
      );
      expect(shown).toHaveLength(PERMISSIONS.length);
      const columns = all('wl-role-matrix thead th').slice(1);
      expect(
        columns.map((one) =>
          textOf(one.firstChild as Element)
            .toLowerCase()
            .slice(0, 5),
        ),
      ).toEqual(PARTIES.map((party) => party.toLowerCase().slice(0, 5)));
    });

    it('says what L lets pass, and what each letter means', async () => {
      await show();
      const limited = PERMISSIONS.filter((permission) => rowOf(permission).limited);
      for (const permission of limited)
        expect(textOf(element.querySelector(`[data-permission="${permission}"] th`))).toContain(
          rowOf(permission).limited,
        );
      expect(all('.legend dt').map((one) => textOf(one))).toEqual(['Y', 'M', 'O', 'L', 'S', 'S2', '–']);
    });

    it('marks the own column, and what is taken away in it', async () => {
      may = PERMISSIONS.filter((permission) => permission !== 'users.write');
      viewer.set({ id: 'u1', role: 'ADMIN', customRole: 'Helpers' });
      await show();
      expect(all('wl-role-matrix thead th.own').map((one) => textOf(one))).toEqual(['Administrator you']);
      expect(all('s').map((one) => one.closest('tr')?.dataset['permission'])).toEqual(['users.write']);
      expect(textOf(element.querySelector('[role=status]'))).toBe('Your role: Helpers, based on Administrator');
      expect(button('New role')).toBeUndefined();
    });

    it('is narrowed by what is searched, in titles, names, notes and groups', async () => {
      const found = (text: string) => matrixOf(text).flatMap(({ lines }) => lines.map(({ permission }) => permission));
      expect(found('legal hold')).toEqual(['retention.hold', 'retention.lift']);
      expect(found('RULES.PUB')).toEqual(['rules.publish']);
      expect(found('names only')).toEqual(['users.read']);
      expect(found('')).toHaveLength(PERMISSIONS.length);
      expect(new Set(found('')).size).toBe(PERMISSIONS.length);
      expect(found('no such thing')).toEqual([]);
    });
  });

  describe('custom roles', () => {
    it('are listed as text, with whom they concern', async () => {
      await show();
      expect(
        all('wl-role-list tbody tr').map((row) => [...row.children].slice(0, 4).map((one) => textOf(one))),
      ).toEqual([
        ['Nights', 'Analyst', 'Packet payload, stream · Pcap download', '2'],
        ['<b>Spare</b>', 'Analyst', 'Packet payload, stream · Pcap download', '0'],
      ]);
      expect([button('Remove Nights')?.disabled, button('Remove <b>Spare</b>')?.disabled]).toEqual([true, false]);
    });

    it('say so when there are none', async () => {
      roles = [];
      await show();
      expect(textOf(element.querySelector('wl-role-list'))).toContain('No custom roles');
    });

    it('are only read by who may not write', async () => {
      may = ['users.read'];
      await show();
      expect([button('New role'), button('Change Nights'), button('Remove Nights')]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    });

    it('are defined from a base, with what is taken away before it is sent', async () => {
      await show();
      await press('New role');
      const boxes = all<HTMLInputElement>('input[type=checkbox]');
      expect(boxes.map(({ value }) => value).sort()).toEqual([...removablePermissions('ANALYST')].sort());
      expect(boxes.every(({ checked }) => checked)).toBe(true);
      await fill('#role-name', ' Readers ');
      await fill('#role-reason', '  ');
      expect(await submit()).toBe('Take at least one permission away.');
      element.querySelector<HTMLInputElement>('input[value=VIEWER]')?.click();
      await settle();
      expect(all('input[type=checkbox]')).toHaveLength(removablePermissions('VIEWER').length);
      await toggle('reports.read');
      await toggle('live.read');
      expect(diffs()).toEqual(['− Live tail: taken away', '− Reports download: taken away']);
      expect(await submit()).toBe('A reason is wanted.');
      await fill('#role-reason', 'less is enough');
      expect(await submit()).toBe('');
      const wish = { name: ' Readers ', without: ['live.read', 'reports.read'], reason: 'less is enough' };
      expect(asked).toEqual([{ name: DefineRole.name, variables: { base: 'VIEWER', ...wish } }]);
      expect(element.querySelector('dialog')).toBeNull();
    });

    it('are changed with what differs from before and from the base, on the version that was seen', async () => {
      await show();
      await press('Change Nights');
      await fill('#role-reason', 'a new shift');
      expect(await submit()).toBe('Nothing is changed yet.');
      await toggle('packets.payload');
      await toggle('export.data');
      expect(diffs()).toEqual([
        ...['− Export CSV or JSON of flows or alerts: taken away', '+ Packet payload, stream: given back'],
        ...['− Pcap download: taken away', '− Export CSV or JSON of flows or alerts: taken away'],
      ]);
      expect(textOf(element.querySelector('dialog'))).toContain('2 people have this role: sessions');
      expect(await submit()).toBe('');
      const wish = { name: 'Nights', without: ['packets.download', 'export.data'], reason: 'a new shift' };
      expect(asked).toEqual([{ name: ChangeRole.name, variables: { id: 'r1', seen: 3, ...wish } }]);
    });

    it('show what somebody else changed meanwhile, and overwrite nothing unasked', async () => {
      await show();
      await press('Change Nights');
      await toggle('export.data');
      await fill('#role-reason', 'a new shift');
      roles = [{ ...NIGHTS, version: 4, name: 'Late', without: ['packets.payload'], changedByName: 'Mara' }];
      refuse = new ApiError('ROLE_CHANGED', 'Somebody else changed this role meanwhile.');
      await submit();
      expect(textOf(element.querySelector('[role=alert]'))).toContain('Somebody else changed this role');
      await settle();
      const theirs = element.querySelector('.theirs');
      expect(textOf(theirs)).toContain('Mara changed this role meanwhile');
      expect(textOf(theirs)).toContain('The name is Late now.');
      expect(textOf(theirs?.querySelector('li'))).toBe('+ Pcap download: given back');
      refuse = undefined;
      asked.length = 0;
      expect(await submit()).toContain('choose first what is to count');
      expect(asked).toEqual([]);
      await press('Go on with mine');
      expect(element.querySelector('.theirs')).toBeNull();
      expect(element.querySelector<HTMLInputElement>('#role-name')?.value).toBe('Nights');
      expect(await submit()).toBe('');
      const without = ['packets.payload', 'packets.download', 'export.data'];
      expect(asked[0]?.variables).toMatchObject({ seen: 4, name: 'Nights', without });
    });

    it('are begun anew from what somebody else made of them', async () => {
      await show();
      await press('Change Nights');
      await toggle('export.data');
      roles = [{ ...NIGHTS, version: 4, name: 'Late', without: ['packets.payload'] }];
      refuse = new ApiError('ROLE_CHANGED', 'Somebody else changed this role meanwhile.');
      await fill('#role-reason', 'x');
      await submit();
      await press('Start from that');
      expect(element.querySelector<HTMLInputElement>('#role-name')?.value).toBe('Late');
      expect(diffs()).toEqual(['− Packet payload, stream: taken away']);
    });

    it('are not lost by Escape or the button once something was changed', async () => {
      await show();
      await press('New role');
      const escape = () => {
        const event = new Event('cancel', { cancelable: true });
        element.querySelector('dialog')?.dispatchEvent(event);
        return event.defaultPrevented;
      };
      expect(escape()).toBe(false);
      expect(fixture.componentInstance.dirty()).toBe(false);
      await fill('#role-name', 'Readers');
      expect(fixture.componentInstance.dirty()).toBe(true);
      expect(escape()).toBe(true);
      await settle();
      expect(textOf(element.querySelector('[role=alertdialog]'))).toContain('What you changed is not saved.');
      expect(textOf(document.activeElement)).toBe('Go on editing');
      await press('Go on editing');
      expect(element.querySelector('[role=alertdialog]')).toBeNull();
      await press('Cancel');
      await press('Discard');
      expect(element.querySelector('dialog')).toBeNull();
      expect(asked).toEqual([]);
    });

    it('are removed for a reason, on the version that was seen', async () => {
      await show();
      await press('Remove <b>Spare</b>');
      await fill('#sheet-reason', 'not used');
      expect(await submit()).toBe('');
      expect(asked).toEqual([{ name: RemoveRole.name, variables: { id: 'r2', seen: 3, reason: 'not used' } }]);
    });
  });
});
