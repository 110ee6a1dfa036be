import { parseVerifyArgs, said } from './run-verify';

it('reads its arguments', () => {
  expect(parseVerifyArgs([])).toEqual({ key: null, anchor: null, bundle: null, accept: null, json: false });
  expect(parseVerifyArgs(['--key', 'a.pem', '--json', '--anchor', 'b', '--bundle', 'c', '--accept', 'd'])).toEqual({
    ...{ key: 'a.pem', anchor: 'b', bundle: 'c', accept: 'd', json: true },
  });
  expect(() => parseVerifyArgs(['--keys', 'a'])).toThrow('--keys');
  expect(() => parseVerifyArgs(['--key'])).toThrow('--key');
});

it('A-12 says what is wrong and where, without control characters', () => {
  const report = { events: 7, seals: 2, sealedTo: '5', head: '7', unsealed: 2, expired: 0, faults: [] };
  expect(said(report)).toBe('valid: 7 events, 2 seals, sealed up to position 5, 2 not sealed yet\n');
  expect(said({ ...report, expired: 3 })).toContain(', 3 removed by retention and accounted for\n');
  const fault = { kind: 'missing' as const, position: '4', seal: 1, detail: 'gone\u001b[31m' };
  expect(said({ ...report, faults: [fault] })).toBe('NOT VALID: 1 fault\nmissing at position 4 (seal 1): gone?[31m\n');
});
