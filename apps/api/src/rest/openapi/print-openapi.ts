import 'reflect-metadata';
import { writeFileSync } from 'node:fs';

import { openApiText } from './build-document';

// `node dist/server/apps/api/src/rest/openapi/print-openapi.js [file]`: writes docs/openapi.json.
void openApiText().then((text) => writeFileSync(process.argv[2] ?? 'docs/openapi.json', text));
