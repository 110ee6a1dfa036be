import 'reflect-metadata';
import { writeFileSync } from 'node:fs';

import { schemaText } from './build-schema';

// `node dist/server/apps/api/src/schema/print-schema.js [file]`: writes docs/schema.graphql.
void schemaText().then((text) => writeFileSync(process.argv[2] ?? 'docs/schema.graphql', text));
