import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { openApiText } from './build-document';
import { restPage } from './rest-page';

// `node dist/server/apps/api/src/rest/openapi/print-openapi.js [folder]`: writes openapi.json and rest.md.
void openApiText().then((text) => {
  const folder = process.argv[2] ?? 'docs';
  writeFileSync(path.join(folder, 'openapi.json'), text);
  writeFileSync(path.join(folder, 'rest.md'), restPage(text));
});
