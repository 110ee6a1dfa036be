import { isOddHost } from './signs';

it.each([
  ['db54a845.top', true],
  ['www.DB54A845.top:8080', true],
  ['203.0.113.9', true],
  ['[2001:db8::1]:80', true],
  ['xkcdvbn.xyz', true],
  ['db54a845.com', false],
  ['flowers.top', false],
  ['route66.xyz', false],
  ['example.com', false],
  ['top', false],
  ['', false],
])('%s is an odd host: %s', (host, odd) => expect(isOddHost(host)).toBe(odd));
