import { listOfAlert } from './recalled-list';

const TOLD = { 'version of the list': 7, 'line of the list': 12 };

it.each<[string, string, string, readonly string[], readonly string[]]>([
  ['198.51.100.0/24', 'addresses', 'a list of mine', ['198.51.100.7'], ['198.51.101.7', '2001:db8::1', 'x.example']],
  ['203.0.113.9', 'addresses', 'one', ['203.0.113.9'], ['203.0.113.90']],
  ['2001:db8:7::/48', 'addresses', 'six', ['2001:db8:7::1'], ['2001:db8:8::1', '203.0.113.9']],
  ['bad.example', 'names', 'names', ['bad.example', 'www.bad.example'], ['notbad.example', 'bad.example.org', '']],
  ['ab'.repeat(16), 'fingerprints', 'ja3', ['ab'.repeat(16)], ['cd'.repeat(16)]],
  ['t13d1516h2_8daaf6152771_b186095e22b6', 'fingerprints', 'ja4', ['t13d1516h2_8daaf6152771_b186095e22b6'], ['t13']],
])('an alert by %s knows that entry, and no other', (indicator, kind, name, fits, others) => {
  const list = listOfAlert(`10.0.0.1 ${indicator} ${name}`, TOLD);
  expect(list).toMatchObject({ kind, name, version: 7 });
  for (const text of fits) expect(list?.find(text, 0)).toEqual({ indicator, line: 12 });
  for (const text of others) expect(list?.find(text, 0)).toBeNull();
});

it('is none where the alert does not tell it', () => {
  expect(listOfAlert('10.0.0.1 bad.example names', {})).toBeNull();
  expect(listOfAlert('10.0.0.1 bad.example', TOLD)).toBeNull();
});
