import { LiveAnnouncer } from '@angular/cdk/a11y';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import {
  ApprovalList,
  type ApprovalRow,
  ConfirmApproval,
  DeclineApproval,
  SetFourEyes,
} from '../../graphql/generated/operations';
import type { Operation } from '../../graphql/operation';
import { FakeUrl } from '../../testing/fake-url';
import { ApprovalsPage } from './approvals';

const request = (more: Partial<ApprovalRow> = {}): ApprovalRow => ({
  ...{ id: 'r1', operation: 'disableUser', what: '{"id":"u9"}', aboutName: '<i>mara</i>', reason: 'left the team' },
  ...{ byName: 'ben', own: false, mayConfirm: true, state: 'pending', secondName: null, until: '2026-11-29T02:30:00Z' },
  ...more,
});

describe('the page of approvals', () => {
  let fixture: ComponentFixture<ApprovalsPage>;
  let element: HTMLElement;
  let required: boolean;
  let requests: readonly ApprovalRow[];
  let refused: ApiError | undefined;
  const sent: unknown[] = [];

  beforeEach(() => {
    sent.length = 0;
    [required, requests, refused] = [true, [request()], undefined];
    // jsdom opens no modal dialogs
    HTMLDialogElement.prototype.showModal = function () {
      this.open = true;
    };
    HTMLDialogElement.prototype.close = function () {
      this.open = false;
      this.dispatchEvent(new Event('close'));
    };
    const gateway = {
      run: (op: Operation<unknown, unknown>, variables: unknown) => {
        if (op.name === ApprovalList.name) return Promise.resolve({ approvals: { required, requests } });
        sent.push([op.name, variables]);
        return refused ? Promise.reject(refused) : Promise.resolve({ done: { id: 'r1', required } });
      },
    };
    TestBed.configureTestingModule({
      providers: [
        { provide: UrlState, useValue: new FakeUrl() },
        { provide: Gateway, useValue: gateway },
        { provide: LiveAnnouncer, useValue: { announce: () => Promise.resolve() } },
        { provide: Session, useValue: { can: () => true, viewer: () => ({ id: 'u1' }) } },
      ],
    });
  });
  afterEach(() => element.remove());

  async function show(): Promise<void> {
    fixture = TestBed.createComponent(ApprovalsPage);
    element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    await settle();
  }
  async function settle(): Promise<void> {
    await fixture.whenStable();
    await new Promise((resolve) => setTimeout(resolve));
    await fixture.whenStable();
  }
  const buttons = () => [...element.querySelectorAll<HTMLButtonElement>('tbody button')];
  async function decide(button: HTMLButtonElement | null | undefined, reason: string): Promise<void> {
    button?.click();
    await settle();
    const field = element.querySelector('textarea') as HTMLTextAreaElement;
    expect(document.activeElement).toBe(field);
    field.value = reason;
    field.dispatchEvent(new Event('input'));
    element.querySelector<HTMLButtonElement>('button[type=submit]')?.click();
    await settle();
  }

  it('shows what waits, for whom it is, and names as text', async () => {
    await show();
    const row = element.querySelector('tbody tr');
    for (const text of ['Disable a user', 'user: <i>mara</i>', 'ben', 'left the team', 'Waits for a second person'])
      expect(row?.textContent).toContain(text);
    expect(row?.querySelector('i')).toBeNull();
    expect(buttons().map(({ textContent }) => textContent?.trim())).toEqual(['Confirm', 'Decline']);
  });

  it('confirms and declines for a reason', async () => {
    await show();
    await decide(buttons()[0], 'told me too');
    expect(element.querySelector('dialog')).toBeNull();
    await decide(buttons()[1], 'only on leave');
    expect(sent).toEqual([
      [ConfirmApproval.name, { id: 'r1', reason: 'told me too' }],
      [DeclineApproval.name, { id: 'r1', reason: 'only on leave' }],
    ]);
  });

  it('offers nobody to confirm his own: it can be taken back, and is done again once it is confirmed', async () => {
    requests = [request({ own: true, mayConfirm: false, state: 'confirmed', secondName: 'cleo' })];
    await show();
    expect(buttons().map(({ textContent }) => textContent?.trim())).toEqual(['Take back']);
    expect(element.querySelector('tbody')?.textContent).toContain('Confirmed by cleo: do it again now');
  });

  it('says when it was too late, and stays open', async () => {
    refused = new ApiError('APPROVAL_OVER', 'This request is over.');
    await show();
    await decide(buttons()[0], 'told me too');
    expect(element.querySelector('[role=alert]')?.textContent?.trim()).toBe('This request is over.');
    await decide(null, '  ');
    expect(element.querySelector('#decide-reason-problem')?.textContent).toBe('A reason is wanted.');
    expect(sent).toHaveLength(1);
  });

  it('turns the policy', async () => {
    [required, requests] = [false, []];
    await show();
    expect(element.textContent).toContain('Four eyes is off');
    const turn = [...element.querySelectorAll<HTMLButtonElement>('.bar button')][0];
    await decide(turn, 'the audit wants it');
    expect(sent).toEqual([[SetFourEyes.name, { required: true, reason: 'the audit wants it' }]]);
  });
});
