import type { Type } from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { TestBed } from '@angular/core/testing';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import type { ListFeedsResult } from '../../graphql/generated/operations';
import type { Operation } from '../../graphql/operation';
import { FormDriver } from '../../testing/form-driver';
import { IndicatorTest } from './indicator-test';
import { ListFeedPart } from './list-feed';
import { ListSheet } from './list-sheet';
import { LookBack } from './look-back';
import { OwnEntryForm } from './own-entry-form';

type Feed = ListFeedsResult['listFeeds'][number];
const feed = (more: Partial<Feed> = {}): Feed => ({
  ...{ list: 'l1', url: 'https://lists.example/a.txt', format: null, everyMinutes: 45, headerName: 'X-Key' },
  ...{ revision: 2, changedByName: 'ada', changedAt: '2026-11-30T10:00:00Z', last: null },
  ...{ nextAt: '2026-12-01T10:00:00Z', ...more },
});

describe('forms of lists', () => {
  let shown: Pick<FormDriver<unknown>, 'remove'>;
  let feeds: Feed[];
  let refused: ApiError | undefined;
  const sent: [string, Record<string, unknown>][] = [];
  const gateway = {
    run: (op: Operation<unknown, unknown>, variables: Record<string, unknown>) => {
      if (op.name === 'ListFeeds') return Promise.resolve({ listFeeds: feeds });
      sent.push([op.name, variables]);
      if (refused) return Promise.reject(refused);
      return Promise.resolve(op.name === 'TestIndicator' ? { testIndicator: null } : { done: { position: '7' } });
    },
  };

  beforeEach(() => {
    sent.length = 0;
    refused = undefined;
    feeds = [];
    // jsdom opens no modal dialogs
    HTMLDialogElement.prototype.showModal = function () {
      this.open = true;
    };
    HTMLDialogElement.prototype.close = function () {
      this.open = false;
    };
    TestBed.configureTestingModule({
      providers: [
        { provide: Gateway, useValue: gateway },
        { provide: LiveAnnouncer, useValue: { announce: () => Promise.resolve() } },
      ],
    });
  });
  afterEach(() => shown.remove());

  async function show<T>(type: Type<T>, inputs: Readonly<Record<string, unknown>> = {}): Promise<FormDriver<T>> {
    const on = await FormDriver.show(type, inputs);
    shown = on;
    return on;
  }

  it('name a new list before it is made', async () => {
    const on = await show(ListSheet);
    on.type('list-name', '   ');
    await on.press('Make list');
    expect([on.problem('list-name'), on.focused, sent]).toEqual(['A name is wanted.', 'list-name', []]);
    on.type('list-name', ' Bad ones ');
    on.field('list-action').value = 'watch';
    on.field('list-action').dispatchEvent(new Event('input'));
    await on.press('Make list');
    expect(sent[0]?.[1]).toMatchObject({ name: 'Bad ones', kind: 'addresses', action: 'watch', source: '', seen: 0 });
  });

  it('add an entry for a reason, until a time to come', async () => {
    const on = await show(OwnEntryForm, { list: 'l1' });
    on.type('own-until', '2020-01-01T10:00');
    await on.press('Add');
    expect(['own-value', 'own-reason', 'own-until'].map((id) => on.problem(id))).toEqual([
      ...['An entry is wanted.', 'A reason is wanted.', 'This has passed already. Choose a time to come, or none.'],
    ]);
    expect([on.focused, sent]).toEqual(['own-value', []]);
    on.type('own-value', ' 198.51.100.0/25 ');
    on.type('own-reason', 'ticket 4711');
    on.type('own-until', '2999-01-01T10:00');
    await on.press('Add');
    expect(sent[0]?.[1]).toMatchObject({
      ...{ id: 'l1', value: '198.51.100.0/25', reason: 'ticket 4711', until: '2999-01-01T10:00:00.000Z' },
    });
    expect([on.field('own-value').value, on.field('own-until').value, on.problem('own-value')]).toEqual(['', '', '']);
  });

  it('test something, and forget it with the list', async () => {
    const on = await show(IndicatorTest, { list: 'l1' });
    await on.press('Test');
    expect([on.problem('test-text'), on.focused, sent]).toEqual([
      ...['An address, a name or a fingerprint is wanted.', 'test-text', []],
    ]);
    on.type('test-text', 'bad.example');
    await on.press('Test');
    expect(on.element.querySelector('[role=status]')?.textContent).toBe('Not on the list.');
    on.fixture.componentRef.setInput('list', 'l2');
    await on.settled();
    expect([on.field('test-text').value, on.element.querySelector('[role=status]')]).toEqual(['', null]);
  });

  it('look back for something, and for a thousand entries at most', async () => {
    const on = await show(LookBack);
    await on.press('Look back');
    expect([on.problem('look-entries'), on.focused]).toEqual(['Name something to look for.', 'look-entries']);
    on.type('look-entries', Array.from({ length: 1001 }, (_, i) => `a${i}.example`).join('\n'));
    await on.press('Look back');
    expect([on.problem('look-entries'), sent]).toEqual([
      ...['At most 1,000 entries at once. Make a list of them, and look back for that.', []],
    ]);
  });

  it.each([
    ['feed-url', 'lists.example', 'This is no address. Write it like https://lists.example/bad.txt.'],
    ['feed-url', 'ftp://lists.example/a', 'ftp: is not called here, only https: or http: Write the address like '],
    ['feed-header', 'X Key', 'A header’s name is of letters, digits and hyphens.'],
    ['feed-header', 'Host', 'Host is a header of the request itself.'],
    ['feed-secret', 'schlüssel', 'Printable ASCII in one line, at most 4,000 characters.'],
  ])('know how a source is written: %s %s', async (id, text, words) => {
    const on = await show(ListFeedPart, { list: 'l1' });
    on.type('feed-url', 'https://lists.example/bad.txt');
    on.type(id, text);
    await on.press('Fetch from here');
    expect(on.problem(id)).toContain(words);
    expect([on.focused, sent]).toEqual([id, []]);
  });

  it('keep what a source has, ask for the value of another header, and forget it', async () => {
    feeds = [feed()];
    const on = await show(ListFeedPart, { list: 'l1' });
    await on.press('Change …');
    expect([on.field('feed-every').value, on.field('feed-secret').value]).toEqual(['45', '']);
    on.type('feed-header', 'Authorization');
    await on.press('Save');
    expect([on.problem('feed-secret'), on.focused, sent]).toEqual([
      ...['A new header needs its value.', 'feed-secret', []],
    ]);
    on.type('feed-secret', 'Bearer t0k3n');
    refused = new ApiError('LIST_CONFLICT', 'Somebody else changed it first.');
    feeds = [feed({ revision: 3, url: 'https://lists.example/his.txt' })];
    await on.press('Save');
    expect(sent[0]?.[1]).toMatchObject({
      ...{ id: 'l1', seen: 2, url: 'https://lists.example/a.txt', everyMinutes: 45, format: null },
      ...{ headerName: 'Authorization', headerValue: 'Bearer t0k3n' },
    });
    expect(on.field('feed-url').value).toBe('https://lists.example/a.txt');
    await on.press('Cancel');
    await on.press('Change …');
    expect([on.field('feed-url').value, on.field('feed-secret').value]).toEqual(['https://lists.example/his.txt', '']);
    refused = undefined;
    await on.press('Save');
    expect(sent[1]?.[1]).toMatchObject({ seen: 3, headerName: 'X-Key', headerValue: null });
  });
});
