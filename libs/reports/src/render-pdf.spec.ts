import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Section } from './document';
import { MOST_PAGES, renderPdf } from './render-pdf';
import { sampleDocument } from './testing/sample-document';

/** The text of a file, page by page, as a reader that nobody here wrote has it. */
const pagesOf = (pdf: Buffer): string[] =>
  execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    .replaceAll('\u00a0', ' ')
    .split('\f')
    .slice(0, -1);
/** Text without any white space: where lines break does not matter. */
const bare = (text: string): string => text.replace(/\s/g, '');
const table = (rows: readonly (readonly [string, number])[], leftOut = 0): Section => ({
  heading: 'Names',
  blocks: [
    {
      kind: 'table',
      columns: [
        { label: 'Name', kind: 'text' },
        { label: 'Queries', kind: 'number' },
      ],
      ...{ rows, leftOut },
    },
  ],
});

describe('a report as PDF', () => {
  it('says what it is, of when, for whom and of which history, and has its figures, as text', async () => {
    const [text = '', ...others] = pagesOf(await renderPdf(sampleDocument()));
    for (const part of [
      'Traffic and security, week 47',
      '16 Nov 2026 01:00:00 – 23 Nov 2026 01:00:00',
      'Europe/Berlin (UTC+01:00)',
      '30 Nov 2026 03:05:13 by Ada Lovelace',
      'position 182440, sealed 23 Nov 2026 01:00:00',
      '4.81 TB',
      '4,812,345,678,901 bytes',
      '−24,318',
      '98.4 %',
      '1 h 24 min',
      'not known',
      'Highest 20.0 GB at 20 Nov 2026 01:00:00',
      'sum 90.0 GB',
      '1.50 MB',
      '−12.5',
      '23 Nov 2026 00:30:00',
      '7 more rows are not part of this report.',
      'Page 1 of 1',
      sampleDocument().integrity.head,
    ])
      expect(text).toContain(part);
    expect(others).toEqual([]);
  });

  it('is the same bytes for the same document, and the day in it is that of the report', async () => {
    const [once, again] = [await renderPdf(sampleDocument()), await renderPdf(sampleDocument())];
    expect(once.equals(again)).toBe(true);
    expect(once.toString('latin1')).toContain('(D:20261130020513Z)');
    expect(once.equals(await renderPdf({ ...sampleDocument(), generatedBy: 'Somebody else' }))).toBe(false);
  });

  it('writes the offset beside every time where the clock is put back in its range', async () => {
    const autumn = { from: '2026-10-24T22:00:00Z', to: '2026-10-25T23:00:00Z' };
    const [text] = pagesOf(await renderPdf({ ...sampleDocument(), ...autumn }));
    expect(text).toContain('25 Oct 2026 00:00:00 UTC+02:00 – 26 Oct 2026 00:00:00 UTC+01:00');
    expect(text).toContain('Europe/Berlin (UTC+02:00, then UTC+01:00)');
  });

  it('has no more pages than it may, or says what to do', async () => {
    const text = { kind: 'text' as const, text: 'word '.repeat(800) };
    const long = Array.from({ length: 400 }, () => ({ heading: 'Words', blocks: [text] }));
    await expect(renderPdf(sampleDocument(long))).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it.each([
    ['zone', { zone: 'Mars/Olympus' }],
    ['zone without end', { zone: 'x'.repeat(1e6) }],
    ['range', { from: 'yesterday' }],
    ['time', { generatedAt: '' }],
  ])('is not made with a %s that is none', async (_what, change) => {
    await expect(renderPdf({ ...sampleDocument(), ...change })).rejects.toThrow(RangeError);
  });
});

describe('a PDF of hostile names', () => {
  const asked: string[] = [];
  const canary = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  let host = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    host = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => canary.close(resolve)));

  it('A-04 A-35 has them as text: no link, no action, nothing fetched, no file read', async () => {
    const names = [
      '<img src=x onerror=alert(1)>',
      `<script src=${host}/a.js>`,
      ...['{{7*7}}', '${7*7}', '#{7*7}', '%s%n', '<%= 7*7 %>', '\\(7\\)', 'endstream endobj'],
      ...[`${host}/b.png`, 'file:///etc/passwd', '/etc/passwd', 'data:image/png;base64,AAAA'],
    ];
    const pdf = await renderPdf({
      ...sampleDocument(),
      ...{ title: `${host}/title`, generatedBy: `${host}/who`, masked: 'file:///etc/passwd' },
      sections: [
        ...names.map((name) => ({
          heading: name,
          blocks: [
            { kind: 'text' as const, text: name },
            { kind: 'figures' as const, items: [{ label: name, value: name, note: name }] },
            { kind: 'series' as const, label: name, unit: 'count' as const, points: [] },
          ],
        })),
        table([...names, 'endstream endobj', '/JavaScript (app.alert(1))'].map((name) => [name, 1])),
      ],
    });
    const text = bare(pagesOf(pdf).join(''));
    for (const name of [...names, `${host}/title`, `${host}/who`])
      expect([name, text.split(bare(name)).length > (name.includes(host) ? 1 : 5)]).toEqual([name, true]);
    // Streams are packed; what acts would stand outside of them.
    const objects = pdf.toString('latin1').replace(/stream\n[^]*?\nendstream/g, '');
    expect(objects).toContain('/Type /Catalog');
    expect(
      objects.match(/\/(?:URI|Launch|JavaScript|JS|OpenAction|AA|EmbeddedFile|GoToR|SubmitForm|Annots)\b/g),
    ).toBeNull();
    expect(text).not.toContain('root:x:');
    expect(asked).toEqual([]);
  });

  it('A-35 shows what its fonts lack, and what cannot be seen, as code points; alphabets of Europe as they are', async () => {
    const names = [
      '中文.example',
      '🙂',
      'Ελληνικά Кириллица Łódź Việt',
      'bill\u202efdp.exe',
      'a\u0000b',
      '\ud800',
      'e\u0301\u0301\u0301',
    ];
    const text = bare(
      pagesOf(await renderPdf(sampleDocument([table(names.map((name) => [name, 1]))]))).join(''),
    ).normalize();
    for (const shown of [
      '[U+4E2D][U+6587].example',
      '[U+1F642]',
      'ΕλληνικάКириллицаŁódźViệt',
      'bill[U+202E]fdp.exe',
      'a[U+0000]b',
      '[U+D800]',
      '[U+0301]',
    ])
      expect(text).toContain(shown);
    expect(text).not.toMatch(/\ufffd/);
  });

  it('A-35 of 100,000 rows is cut at its pages with a sentence, and every page has head, hash and number', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index): [string, number] => [`host-${index}.example`, index]);
    const pages = pagesOf(await renderPdf(sampleDocument([table(rows, 3), ...sampleDocument().sections])));
    expect(pages.length).toBeGreaterThan(MOST_PAGES / 2);
    expect(pages.length).toBeLessThanOrEqual(MOST_PAGES);
    for (const [index, page] of pages.entries()) {
      expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
      expect(page).toContain(sampleDocument().integrity.head);
      if (page.includes('host-')) expect(page).toMatch(/Name +Queries/);
    }
    const all = pages.join(' ');
    const [, said = ''] = /The first ([\d,]+) of 100,000 rows stand here/.exec(all.replace(/\s+/g, ' ')) ?? [];
    const shown = Number(said.replace(',', ''));
    expect(shown).toBeGreaterThan(1000);
    expect(all.match(/host-\d+\.example/g)).toHaveLength(shown);
    // What comes after the long table is there whole.
    expect(all).toContain('7 more rows are not part of this report.');
  }, 120_000);

  it('A-35 of names without end stays within its pages and breaks no column', async () => {
    const rows = Array.from({ length: 800 }, (_, index): [string, number] => [
      `${index}-${'wW'.repeat(50_000)}`,
      index,
    ]);
    const pages = pagesOf(await renderPdf(sampleDocument([table(rows)])));
    expect(pages.length).toBeLessThanOrEqual(MOST_PAGES);
    expect(bare(pages.join(''))).toContain('more…');
  }, 120_000);
});
