import { Injectable, computed, inject, signal } from '@angular/core';
import type { ValueFilter, ValueKind } from '../ui/value-menu';
import { type Condition, type FilterField, readConditions } from './filters';
import { readList, writeList } from './url-grammar';
import { UrlState } from './url-state';

/** What the top bar's filter field does on a page. */
export interface PageFilterSetup {
  readonly placeholder: string;
  /** Fields whose conditions the page reads from the address. */
  readonly fields: readonly FilterField[];
  /** Pages with one search text instead of conditions: its parameter. */
  readonly search?: string;
  /** Pages with an expression of the filter language: its parameter. */
  readonly expression?: string;
  /** Parameter of conditions of the expression that are set aside. */
  readonly aside?: string;
}

const FIELD_OF: Readonly<Partial<Record<ValueKind, FilterField>>> = {
  address: 'ip',
  port: 'port',
  proto: 'proto',
  app: 'app',
  state: 'state',
  sensor: 'sensor',
  ja4: 'ja4',
  ja3: 'ja3',
  issuer: 'issuer',
  agent: 'agent',
  user: 'user',
};

/** The filter of the page that is open. Conditions live in the address, nowhere else. */
@Injectable({ providedIn: 'root' })
export class PageFilter implements ValueFilter {
  private readonly url = inject(UrlState);
  readonly setup = signal<PageFilterSetup | undefined>(undefined);

  readonly conditions = computed<readonly Condition[]>(
    () => {
      const fields = this.setup()?.fields ?? [];
      return readConditions((key) => this.url.value(key), fields);
    },
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );

  accepts(kind: ValueKind, negated: boolean): boolean {
    const field = FIELD_OF[kind];
    const setup = this.setup();
    if (kind === 'domain' && !negated) return setup?.search !== undefined || (setup?.fields.includes('name') ?? false);
    if (kind === 'address' && setup?.search !== undefined && !negated) return setup.fields.length === 0;
    return (
      field !== undefined &&
      (setup?.fields.includes(negated ? 'notIp' : field) ?? false) &&
      (!negated || kind === 'address')
    );
  }

  add(kind: ValueKind, value: string, negated: boolean): void {
    const setup = this.setup();
    if (setup?.search !== undefined && (kind === 'domain' || kind === 'address'))
      return this.url.patch({ [setup.search]: value });
    if (kind === 'domain') return this.addCondition({ field: 'name', value });
    const field = negated ? 'notIp' : FIELD_OF[kind];
    if (field) this.addCondition({ field, value });
  }

  addCondition({ field, value }: Condition): void {
    const present = readList(this.url.value(field));
    if (field === 'name') this.url.patch({ name: writeList([value]), sel: null });
    else if (!present.includes(value)) this.url.patch({ [field]: writeList([...present, value]), sel: null });
  }

  remove({ field, value }: Condition): void {
    this.url.patch({ [field]: writeList(readList(this.url.value(field)).filter((one) => one !== value)), sel: null });
  }

  /** Turns `ip` into `not ip` and back: the only field the API can negate. */
  negate(condition: Condition): void {
    const other: FilterField = condition.field === 'ip' ? 'notIp' : 'ip';
    this.url.patch({
      [condition.field]: writeList(readList(this.url.value(condition.field)).filter((one) => one !== condition.value)),
      [other]: writeList([
        ...readList(this.url.value(other)).filter((one) => one !== condition.value),
        condition.value,
      ]),
      sel: null,
    });
  }

  clear(): void {
    const changes: Record<string, null> = { sel: null };
    for (const field of this.setup()?.fields ?? []) changes[field] = null;
    const search = this.setup()?.search;
    if (search !== undefined) changes[search] = null;
    const { expression, aside } = this.setup() ?? {};
    if (expression !== undefined) changes[expression] = null;
    if (aside !== undefined) changes[aside] = null;
    this.url.patch(changes);
  }
}
