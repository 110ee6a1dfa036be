import { safeReturnPath } from './return-path';

describe('return path', () => {
  it.each(['/flows?ip=10.0.0.1', '/hosts/10.0.0.1?from=now-1h', '/domains/a%2Fb'])('keeps %p', (path) => {
    expect(safeReturnPath(path)).toBe(path);
  });

  it.each([
    null,
    '',
    'https://evil.example/',
    '//evil.example/x',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/sign-in?return=/x',
    '/welcome',
    '/invitation',
    '/reset-password',
  ])('sends %p to the Overview', (path) => {
    expect(safeReturnPath(path)).toBe('/overview');
  });
});
