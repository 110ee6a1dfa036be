import { composeNotice } from './compose-notice';

const of = (subject: string) =>
  composeNotice(
    { key: 'report.1', subject, text: `The report "${subject}" is ready.`, link: 'https://wl.example/reports?id=1' },
    'wl.example',
  );

it('A-34 has one line of subject whatever a report is called, and links to the console alone', () => {
  const mail = of('Week\r\nBcc: eve@example.org\r\n\r\n<img src=x onerror=alert(1)> https://evil.example/x');
  expect(mail.subject).not.toMatch(/[\r\n]/);
  expect(mail.html).not.toContain('<img');
  expect(mail.html.match(/href="[^"]*"/g)).toEqual(['href="https://wl.example/reports?id=1"']);
  expect(mail.text).not.toContain('https://evil.example');
  expect(mail.text.split('\n')).toEqual([expect.stringContaining('Week'), '', 'https://wl.example/reports?id=1', '']);
});

it('says the same of the same report under the same name', () => {
  expect(of('Week')).toEqual(of('Week'));
  expect(of('Week').messageId).toBe('<report.1@wl.example>');
});
