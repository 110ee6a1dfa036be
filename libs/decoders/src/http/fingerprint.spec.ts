import { hostile } from '../testing/hostile';
import { bothFingerprints } from './fingerprint';
import { readHttpRequest, readHttpResponse } from './http-head';
import { TECHNOLOGIES } from './technologies';

const bytes = (lines: readonly string[]) => Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
const answered = (...fields: readonly string[]): readonly string[] => {
  const head = bytes(['HTTP/1.1 200 OK', ...fields]);
  return readHttpResponse(head, 0, head.length)?.technologies ?? ['none'];
};
const asked = (...fields: readonly string[]): readonly string[] => {
  const head = bytes(['GET / HTTP/1.1', ...fields]);
  return readHttpRequest(head, 0, head.length)?.technologies ?? ['none'];
};

describe('what runs behind an HTTP server', () => {
  it.each([
    [['Server: nginx/1.24.0 (Ubuntu)'], ['nginx']],
    [['Server: Apache/2.4.57 (Debian) PHP/8.2.7 OpenSSL/3.0.9'], ['Apache HTTP Server', 'PHP']],
    [
      ['SERVER: Microsoft-IIS/10.0', 'x-powered-by: ASP.NET', 'X-AspNet-Version: 4.0.30319'],
      ['Microsoft IIS', 'ASP.NET'],
    ],
    [['Server: Apache-Coyote/1.1'], ['Apache Tomcat', 'Java']],
    [['Server: Jetty(9.4.z-SNAPSHOT)'], ['Jetty', 'Java']],
    [
      ['X-Powered-By: Express', 'Set-Cookie: connect.sid=s%3Ax; Path=/; HttpOnly'],
      ['Node.js', 'Express'],
    ],
    [
      ['Set-Cookie: laravel_session=abc; path=/', 'Server: openresty'],
      ['nginx', 'OpenResty', 'PHP', 'Laravel'],
    ],
    [
      ['Server: cloudflare', 'CF-RAY: 8f', 'Set-Cookie: wordpress_test_cookie=x'],
      ['Cloudflare', 'PHP', 'WordPress'],
    ],
    [['X-Generator: Drupal 10 (https://www.drupal.org)'], ['PHP', 'Drupal']],
    [
      ['Server: gunicorn', 'Set-Cookie: csrftoken=1', 'Set-Cookie: sessionid=2'],
      ['gunicorn', 'Python', 'Django'],
    ],
    [['Server: my own', 'X-Powered-By: love'], []],
    [['Server: not-nginx'], []],
    [['Cookie: PHPSESSID=of a request'], []],
    [[], []],
  ])('%j tells %j', (fields, names) => {
    expect(answered(...fields)).toEqual(names);
  });

  it('is told by the cookies of a request too, by their names alone', () => {
    expect(asked('Cookie: a=1; PHPSESSID=f; JSESSIONID=PHPSESSID')).toEqual(['PHP', 'Java']);
    expect(asked('Cookie: value=PHPSESSID')).toEqual([]);
    expect(asked('Cookie: PHPSESSID')).toEqual([]);
    expect(asked('Cookie: ;;; =; a')).toEqual([]);
    expect(asked('Server: nginx')).toEqual([]);
    expect(asked(`Cookie: ${'a=1; '.repeat(40)}PHPSESSID=1`)).toEqual([]);
  });

  it('puts both heads of a transaction together', () => {
    expect(bothFingerprints(['PHP'], ['nginx', 'PHP'])).toEqual(['nginx', 'PHP']);
    expect(bothFingerprints([], ['nginx'])).toEqual(['nginx']);
    expect(bothFingerprints(['nginx'], [])).toEqual(['nginx']);
  });

  it('reads no head of a message that is passed over', () => {
    const head = bytes(['HTTP/1.1 200 OK', 'Server: nginx']);
    expect(readHttpResponse(head, 0, head.length, true)?.technologies).toEqual([]);
  });

  it('has a table that can be relied on', () => {
    const names = TECHNOLOGIES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, fields = {}, cookies = [], implies = [] } of TECHNOLOGIES) {
      expect(name).toMatch(/^[\x20-\x2b\x2d-\x7e]+$/);
      for (const [field, starts] of Object.entries(fields)) {
        expect(field).toMatch(/^[a-z-]{1,31}$/);
        for (const start of starts) expect(start).toBe(start.toLowerCase());
      }
      for (const cookie of cookies) expect(cookie).toMatch(/^[\x21-\x3a\x3c\x3e-\x40\x5b-\x7e]{3,39}$/);
      for (const other of implies) expect(names).toContain(other);
      expect(Object.keys(fields).length + cookies.length).toBeGreaterThan(0);
    }
  });

  it('takes whatever comes', () => {
    const head = bytes([
      'HTTP/1.1 200 OK',
      'Server: Apache/2 PHP/8',
      'Set-Cookie: PHPSESSID=1',
      'X-Powered-By: Express',
    ]);
    const known = new Set(TECHNOLOGIES.map(({ name }) => name));
    for (const piece of hostile(head, 2000)) {
      const read = readHttpResponse(piece, 0, piece.length);
      for (const name of read?.technologies ?? []) expect(known.has(name)).toBe(true);
    }
  });
});
