import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { detectorsPage } from './detectors-page';
import { firesOn } from './fires';

/** `npm run detectors`: writes the page named first, with a run over the captures of WIRELEDGER_CAPTURES (default ../shared/captures). */
const [, , out = 'docs/detectors.md'] = process.argv;
const folder = process.env['WIRELEDGER_CAPTURES'] ?? path.resolve('../shared/captures');
void firesOn(folder, 'documents').then((fires) => writeFileSync(out, detectorsPage(fires)));
