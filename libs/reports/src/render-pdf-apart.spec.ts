import path from 'node:path';

import { renderPdf } from './render-pdf';
import { renderPdfApart, type ThreadCode } from './render-pdf-apart';
import { sampleDocument } from './testing/sample-document';

const SOURCE: ThreadCode = {
  file: path.join(__dirname, 'pdf-thread.ts'),
  execArgv: ['--require', path.resolve(__dirname, '../../../tools/run-typescript.cjs')],
};
const NEVER = new AbortController().signal;

it('makes the same bytes', async () => {
  const document = sampleDocument();
  const [apart, here] = await Promise.all([renderPdfApart(document, NEVER, SOURCE), renderPdf(document)]);
  expect(apart.equals(here)).toBe(true);
});

it('says why there is no file', async () => {
  const broken = { ...sampleDocument(), zone: 'Nowhere/At all' };
  await expect(renderPdfApart(broken, NEVER, SOURCE)).rejects.toThrow(/Nowhere/);
});

it('refuses what is too long as a refusal, so that nobody tries it again', async () => {
  const text = { kind: 'text' as const, text: 'x'.repeat(4000) };
  const long = { ...sampleDocument(), sections: [{ heading: 'x', blocks: Array.from({ length: 200 }, () => text) }] };
  for (const [document, code] of [
    [long, SOURCE],
    [sampleDocument(), { ...SOURCE, mostMib: 8 }],
  ] as const)
    await expect(renderPdfApart(document, NEVER, code)).rejects.toMatchObject({
      ...{ name: 'DomainError', code: 'LIMIT_EXCEEDED', message: expect.stringMatching(/CSV/) },
    });
});

it('ends when nobody wants it any more, before and in the middle', async () => {
  const gone = new AbortController();
  const made = renderPdfApart(sampleDocument(), gone.signal, SOURCE);
  gone.abort(new Error('not wanted'));
  await expect(made).rejects.toThrow('not wanted');
  await expect(renderPdfApart(sampleDocument(), gone.signal, SOURCE)).rejects.toThrow('not wanted');
});
