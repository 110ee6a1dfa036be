import type { Type } from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { TestBed } from '@angular/core/testing';
import { FormDriver } from '../../testing/form-driver';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { Past } from '../../core/past';
import { Session } from '../../core/session/session';
import type { ChannelFields, PolicyFields } from '../../graphql/generated/operations';
import type { Operation } from '../../graphql/operation';
import { ChannelForm } from './channel-form';
import { NotifyDesk } from './notify-desk';
import { PolicyForm } from './policy-form';

const changed = { revision: 3, changedByName: 'ada', changedAt: '2026-11-30T10:00:00Z' };
const channel = (id: string, more: Partial<ChannelFields> = {}): ChannelFields => ({
  ...{ id, name: `way ${id}`, kind: 'email', enabled: true, perHour: 10, url: null, rota: null, ...changed },
  ...{ recipients: ['ada@example.org'], ...more },
});
const policy = (more: Partial<PolicyFields> = {}): PolicyFields => ({
  ...{ id: 'p1', name: 'Nights', enabled: true, least: 'high', onEscalation: true, late: false, sensors: [] },
  ...{ steps: [{ afterSeconds: 90, channels: ['c1', 'gone'] }], quiet: null, ...changed, ...more },
});

describe('forms of notifications', () => {
  let form: Pick<FormDriver<unknown>, 'remove'>;
  let refused: ApiError | undefined;
  const sent: [string, Record<string, unknown>][] = [];
  const gateway = {
    run: (op: Operation<unknown, unknown>, variables: Record<string, unknown>) => {
      sent.push([op.name, variables]);
      return refused ? Promise.reject(refused) : Promise.resolve({ saved: { position: '7', secret: null } });
    },
  };

  beforeEach(() => {
    sent.length = 0;
    refused = undefined;
    TestBed.configureTestingModule({
      providers: [
        NotifyDesk,
        { provide: Gateway, useValue: gateway },
        { provide: LiveAnnouncer, useValue: { announce: () => Promise.resolve() } },
        { provide: Past, useValue: { on: () => false } },
        { provide: Session, useValue: { can: () => true } },
      ],
    });
  });
  afterEach(() => form.remove());

  async function show<T>(type: Type<T>, inputs: Readonly<Record<string, unknown>> = {}): Promise<FormDriver<T>> {
    const shown = await FormDriver.show(type, inputs);
    form = shown;
    return shown;
  }

  it('say nothing before something was entered, and at each field what is wrong when they are sent', async () => {
    const on = await show(ChannelForm);
    await on.leave('channel-name');
    expect([on.problem('channel-name'), on.problem('channel-to')]).toEqual(['', '']);
    on.type('channel-hour', '');
    await on.press('Make channel');
    expect([on.problem('channel-name'), on.problem('channel-to'), on.problem('channel-hour')]).toEqual([
      ...['A name is wanted.', 'An address is wanted.', 'A whole number from 1 to 1,000 is wanted.'],
    ]);
    expect(on.field('channel-hour').getAttribute('aria-describedby')).toBe('channel-hour-problem channel-hour-hint');
    expect(on.focused).toBe('channel-name');
    expect(sent).toEqual([]);
  });

  it('tell of an address when it is left, not while it is typed', async () => {
    const on = await show(ChannelForm);
    on.type('channel-to', 'ada@exam');
    await on.settled();
    expect(on.problem('channel-to')).toBe('');
    await on.leave('channel-to');
    expect(on.problem('channel-to')).toBe('“ada@exam” is no address. Write it like ada@example.org.');
    on.type('channel-to', 'ada@example.org\nADA@example.org');
    await on.settled();
    expect(on.problem('channel-to')).toBe('An address stands there twice. Name each recipient once.');
  });

  it('ask for turns of duty only where there are some, and send them', async () => {
    const on = await show(ChannelForm, { channel: channel('c1') });
    on.field('channel-to').closest('form')?.querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
    await on.settled();
    for (const [id, text] of [
      ['rota-days', '0'],
      ['rota-first', ''],
      ['rota-zone', 'Europe/Nowhere'],
      ['channel-instead', '2026-12-26 to 2026-12-24 ada@example.org'],
    ] as const)
      on.type(id, text);
    await on.press('Save channel');
    expect(['rota-days', 'rota-first', 'rota-zone', 'channel-instead'].map((id) => on.problem(id))).toEqual([
      'Days of a turn: a whole number from 1 to 366.',
      'The first day is wanted.',
      'There is no time zone Europe/Nowhere. Write it like Europe/Berlin.',
      'A stand-in from 2026-12-26 cannot end on 2026-12-24. Turn them round.',
    ]);
    expect([on.focused, sent.length]).toEqual(['rota-days', 0]);
    on.type('rota-days', '7');
    on.type('rota-first', '2026-12-01');
    on.type('rota-at', '08:30');
    on.type('rota-zone', ' Europe/Berlin ');
    on.type('channel-instead', '2026-12-24 ada@example.org');
    await on.press('Save channel');
    expect(sent).toEqual([['SaveMailChannel', expect.objectContaining({ id: 'c1', seen: 3, name: 'way c1' })]]);
    expect(sent[0]?.[1]['rota']).toEqual({
      ...{ days: 7, first: '2026-12-01', at: 510, zone: 'Europe/Berlin' },
      standIns: [{ from: '2026-12-24', to: '2026-12-24', recipient: 'ada@example.org' }],
    });
  });

  it.each([
    ['Webhook', 'ftp://hooks.example.org/', 'ftp: is not called here, only https: or http: Write the address like '],
    ['Slack', 'https://hooks.example.org/x', "Slack's incoming webhooks begin with https://hooks.slack.com/."],
    ['Syslog', 'logs.example.org', 'This is no address. Write it like syslog+tls://logs.example.org:6514.'],
    ['Webhook', '', 'An address is wanted.'],
  ])('know what an address of a %s looks like: %s', async (kind, url, words) => {
    const on = await show(ChannelForm);
    await on.press(kind);
    on.type('channel-name', 'pager');
    on.type('channel-url', url);
    await on.press('Make channel');
    expect(on.problem('channel-url')).toContain(words);
    expect([on.focused, sent.length]).toEqual(['channel-url', 0]);
  });

  it('keep the sealed address of Slack where none is entered', async () => {
    const on = await show(ChannelForm, { channel: channel('c2', { kind: 'slack', recipients: [] }) });
    await on.press('Save channel');
    expect(sent).toEqual([['SaveWebChannel', expect.objectContaining({ kind: 'slack', url: null, rotate: false })]]);
  });

  it('show that somebody was ahead, and either take his version or go over it', async () => {
    const on = await show(ChannelForm, { channel: channel('c1') });
    on.type('channel-name', 'mine');
    on.fixture.componentRef.setInput('channel', channel('c1', { name: 'his', revision: 4, changedByName: 'Bo <b>' }));
    await on.settled();
    expect([on.field('channel-name').value, on.element.querySelector('[role=status]')?.textContent]).toEqual([
      ...['mine', expect.stringContaining('Changed meanwhile by Bo <b>')],
    ]);
    refused = new ApiError('CHANNEL_CONFLICT', 'Somebody else changed it first.');
    await on.press('Save channel');
    expect(sent[0]?.[1]).toMatchObject({ seen: 3, name: 'mine' });
    refused = undefined;
    await on.press('Go on with mine');
    await on.press('Save channel');
    expect(sent[1]?.[1]).toMatchObject({ seen: 4, name: 'mine' });
    on.fixture.componentRef.setInput('channel', channel('c1', { name: 'his', revision: 5 }));
    await on.settled();
    await on.press('Take that');
    expect([on.field('channel-name').value, on.fixture.componentInstance.dirty()]).toEqual(['his', false]);
  });

  it('ask each step for a later time and a channel that is there', async () => {
    const on = await show(PolicyForm, { policy: policy(), channels: [channel('c1'), channel('c2')] });
    expect(on.field('step-0').value).toBe('1.5');
    await on.press('Add a step');
    on.type('step-1', '1');
    await on.press('Save policy');
    expect(on.problem('step-1')).toBe('Step 2 is not after step 1. Give it a longer delay.');
    expect(on.element.querySelector('#step-channels-1-problem')?.textContent).toBe('A channel is wanted.');
    expect(on.focused).toBe('step-1');
    on.type('step-1', '15');
    await on.press('Save policy');
    expect((document.activeElement as HTMLElement).getAttribute('aria-label')).toBe('Step 2 tells way c1');
    (document.activeElement as HTMLElement).click();
    await on.press('Save policy');
    expect(sent).toEqual([
      [
        'SaveEscalationPolicy',
        expect.objectContaining({
          steps: [
            { afterSeconds: 90, channels: ['c1'] },
            { afterSeconds: 900, channels: ['c1'] },
          ],
        }),
      ],
    ]);
  });

  it('take both ends of quiet hours or none', async () => {
    const on = await show(PolicyForm, { policy: policy(), channels: [channel('c1')] });
    on.type('quiet-from', '22:00');
    await on.press('Save policy');
    expect(on.problem('quiet-to')).toBe('Say when they end, or leave both empty.');
    on.type('quiet-to', '22:00');
    await on.press('Save policy');
    expect(on.problem('quiet-to')).toBe('The quiet hours are empty: begin and end are the same. Leave them out.');
    expect(sent).toEqual([]);
    on.type('quiet-to', '06:30');
    await on.press('Save policy');
    expect(sent[0]?.[1]).toMatchObject({ quiet: { from: 1320, to: 390, spares: 'critical' } });
  });
});
