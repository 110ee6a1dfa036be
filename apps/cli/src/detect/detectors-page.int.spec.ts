import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CAPTURES, withCaptures } from '../read/testing/captures';
import { detectorsPage } from './detectors-page';
import { firesOn } from './fires';

/** Without what the formatter adds. */
const plain = (text: string) => text.replaceAll(/[\s-]+/g, ' ').trim();
const page = readFileSync(path.resolve(__dirname, '../../../../docs/detectors.md'), 'utf8');

it('docs/detectors.md says what the detectors are; else run: npm run detectors', () => {
  const [detectors] = plain(page).split('## Where');
  expect(detectors).toBe(plain(detectorsPage([])).split('## Where')[0]);
});

withCaptures(() => {
  it('docs/detectors.md says where the documents’ presets fire; else run: npm run detectors', async () => {
    expect(plain(page)).toBe(plain(detectorsPage(await firesOn(CAPTURES as string, 'documents'))));
  });
});
