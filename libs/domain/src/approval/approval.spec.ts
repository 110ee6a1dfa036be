import { DomainError } from '@wireledger/kernel';

import { APPROVAL_US, type Approval, type ApprovalCommand, approvalDecider } from './approval';

const [ANN, BEN] = ['0e9d8c7b-6a59-4847-b635-241302f1e0d9', '1e9d8c7b-6a59-4847-b635-241302f1e0d9'];
const ID = '7b1f2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
const DIGEST = 'ab'.repeat(32);
const NOW = 1_764_403_200_000_000;
const request: ApprovalCommand = {
  ...{ type: 'request', approval: ID, by: ANN, now: NOW, operation: 'disableUser', permission: 'users.write' },
  ...{ what: '{"id":"x"}', digest: DIGEST, reason: ' left ' },
};
const confirm = (by = BEN, now = NOW + 1): ApprovalCommand => ({ type: 'confirm', by, now, reason: 'so it is' });
const use = (by = ANN, now = NOW + 2, digest = DIGEST): ApprovalCommand => ({ type: 'use', by, now, digest });
const decline = (by: string, now = NOW + 1): ApprovalCommand => ({ type: 'decline', by, now, reason: 'no' });
const expire = (now: number): ApprovalCommand => ({ type: 'expire', now });

const after = (...commands: readonly ApprovalCommand[]): Approval | null =>
  commands.reduce<Approval | null>(
    (state, command) => approvalDecider.decide(state, command).reduce(approvalDecider.evolve, state),
    null,
  );
const code = (work: () => unknown): string => {
  try {
    work();
    return '';
  } catch (error) {
    return error instanceof DomainError ? error.code : String(error);
  }
};

it('asked for, confirmed by another, used once by whoever asked', () => {
  expect(after(request)).toMatchObject({ state: 'pending', by: ANN, reason: 'left', until: NOW + APPROVAL_US });
  expect(after(request, confirm())).toMatchObject({ state: 'confirmed', second: BEN, until: NOW + 1 + APPROVAL_US });
  expect(after(request, confirm(), use())).toMatchObject({ state: 'used' });
  expect(code(() => after(request, confirm(), use(), use()))).toBe('APPROVAL_OVER');
});

it('is never confirmed by who asked', () => {
  expect(code(() => after(request, confirm(ANN)))).toBe('OWN_REQUEST');
});

it.each<[string, readonly ApprovalCommand[], string]>([
  ['used before it is confirmed', [request, use()], 'APPROVAL_OVER'],
  ['used by the one who confirmed', [request, confirm(), use(BEN)], 'APPROVAL_OVER'],
  ['used for another act', [request, confirm(), use(ANN, NOW + 2, 'cd'.repeat(32))], 'APPROVAL_OVER'],
  ['used too late', [request, confirm(), use(ANN, NOW + 1 + APPROVAL_US)], 'APPROVAL_OVER'],
  ['confirmed too late', [request, confirm(BEN, NOW + APPROVAL_US)], 'APPROVAL_OVER'],
  ['confirmed twice', [request, confirm(), confirm()], 'APPROVAL_OVER'],
  ['confirmed after it was declined', [request, decline(BEN), confirm()], 'APPROVAL_OVER'],
  ['declined after it was used', [request, confirm(), use(), decline(BEN)], 'APPROVAL_OVER'],
  ['unknown', [confirm()], 'NOT_FOUND'],
  ['asked for twice', [request, request], 'APPROVAL_EXISTS'],
  ['without a reason', [{ ...request, reason: ' ' }], 'TEXT_NEEDED'],
])('is refused when %s', (_what, commands, wanted) => {
  expect(code(() => after(...commands))).toBe(wanted);
});

it('is declined by a second person, or taken back by who asked, also when it was confirmed', () => {
  expect(after(request, decline(BEN))).toMatchObject({ state: 'declined', second: BEN });
  expect(after(request, confirm(), decline(ANN))).toMatchObject({ state: 'declined', second: ANN });
});

it('expires when its time is up, once, and not when it is over anyway', () => {
  expect(after(request, expire(NOW + APPROVAL_US - 1))).toMatchObject({ state: 'pending' });
  expect(after(request, expire(NOW + APPROVAL_US))).toMatchObject({ state: 'expired' });
  expect(after(request, confirm(), expire(NOW + APPROVAL_US))).toMatchObject({ state: 'confirmed' });
  expect(after(request, confirm(), expire(NOW + 1 + APPROVAL_US))).toMatchObject({ state: 'expired' });
  const used = after(request, confirm(), use());
  expect(approvalDecider.decide(used, expire(NOW * 2))).toEqual([]);
});
