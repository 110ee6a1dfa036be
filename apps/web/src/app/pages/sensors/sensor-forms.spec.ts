import { LiveAnnouncer } from '@angular/cdk/a11y';
import { TestBed } from '@angular/core/testing';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import type { Operation } from '../../graphql/operation';
import { FormDriver } from '../../testing/form-driver';
import { CaptureSheet } from './capture-sheet';
import { EnrolSheet } from './enrol-sheet';

const NAME = 'A sensor name is 1 to 32 lower-case letters, digits and hyphens, the first one no hyphen.';

describe('forms of sensors', () => {
  let shown: Pick<FormDriver<unknown>, 'remove'>;
  let refused: ApiError | undefined;
  const sent: [string, Record<string, unknown>][] = [];
  const gateway = {
    run: (op: Operation<unknown, unknown>, variables: Record<string, unknown>) => {
      sent.push([op.name, variables]);
      return refused ? Promise.reject(refused) : Promise.resolve({ done: { source: 's', code: 'c0de' } });
    },
  };

  beforeEach(() => {
    sent.length = 0;
    refused = undefined;
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

  const capture = async (interfaces = ['lo', 'eth0', 'eth1']): Promise<FormDriver<CaptureSheet>> => {
    const on = await FormDriver.show(CaptureSheet, { interfaces });
    shown = on;
    return on;
  };
  const box = (on: FormDriver<unknown>, at: number): HTMLInputElement =>
    on.element.querySelectorAll<HTMLInputElement>('input[type=checkbox]')[at] as HTMLInputElement;

  it('begin a capture at the first interface that leads out, of all that passes', async () => {
    const on = await capture();
    expect([0, 1, 2].map((at) => box(on, at).checked)).toEqual([false, true, false]);
    await on.press('Listen');
    expect(sent).toEqual([
      [
        'StartLiveCapture',
        { interfaces: ['eth0'], bpf: null, filter: null, snaplen: null, promiscuous: true, sensor: 'live' },
      ],
    ]);
  });

  it('say at each field of a capture what is wrong, send nothing, and keep what was chosen', async () => {
    const on = await capture();
    box(on, 1).click();
    on.type('capture-sensor', 'Edge 1');
    on.type('capture-snaplen', '63');
    await on.press('Listen');
    expect(on.element.querySelector('#capture-interfaces-problem')?.textContent).toBe('Choose an interface.');
    expect(document.activeElement).toBe(box(on, 0));
    expect(box(on, 0).getAttribute('aria-describedby')).toBe('capture-interfaces-problem');
    expect([on.problem('capture-sensor'), on.problem('capture-snaplen')]).toEqual([
      ...[NAME, 'Bytes of each packet: a number from 64 to 262144, or nothing for all.'],
    ]);
    expect(sent).toEqual([]);
    box(on, 2).click();
    on.fixture.componentRef.setInput('interfaces', ['lo', 'eth0', 'eth1', 'eth2']);
    on.type('capture-sensor', 'edge-1');
    on.type('capture-snaplen', ' 64 ');
    on.type('capture-filter', ' port = 53 ');
    on.field('capture-language').value = 'own';
    on.field('capture-language').dispatchEvent(new Event('input'));
    await on.press('Listen');
    expect(sent[0]?.[1]).toMatchObject({
      ...{ interfaces: ['eth1'], bpf: null, filter: 'port = 53', snaplen: 64, sensor: 'edge-1' },
    });
  });

  it('take as long a filter as its language has, and say what the sensor says against it', async () => {
    const on = await capture();
    expect(on.field('capture-filter').maxLength).toBe(2000);
    on.type('capture-filter', `port ${'1'.repeat(2000)}`);
    await on.settled();
    expect(on.problem('capture-filter')).toBe('2000 characters at most');
    on.field('capture-language').value = 'own';
    on.field('capture-language').dispatchEvent(new Event('input'));
    await on.settled();
    expect([on.problem('capture-filter'), on.field('capture-filter').maxLength]).toEqual(['', 4096]);
    refused = new ApiError('BAD_USER_INPUT', 'the filter is not understood');
    await on.press('Listen');
    expect(on.element.querySelector('[role=alert]')?.textContent).toContain('the filter is not understood');
  });

  it('ask for the name of a new sensor as it may be, and for none where another key is made', async () => {
    const on = await FormDriver.show(EnrolSheet, { name: '' });
    shown = on;
    await on.press('Make a code');
    expect([on.problem('enrol-name'), on.focused]).toEqual(['A name is wanted.', 'enrol-name']);
    on.type('enrol-name', '-edge');
    await on.settled();
    expect([on.problem('enrol-name'), on.field('enrol-name').getAttribute('aria-describedby')]).toEqual([
      ...[NAME, 'enrol-name-problem enrol-name-hint'],
    ]);
    await on.press('Make a code');
    expect(sent).toEqual([]);
    on.type('enrol-name', ' edge-2 ');
    await on.press('Make a code');
    expect(sent).toEqual([['EnrolSensor', { name: 'edge-2' }]]);
    on.remove();

    const again = await FormDriver.show(EnrolSheet, { name: 'edge-2' });
    shown = again;
    await again.press('Make a code');
    expect(sent[1]).toEqual(['EnrolSensor', { name: 'edge-2' }]);
  });
});
