import { writeFileSync } from 'node:fs';

import { envExample } from './env-example';

// `node dist/server/libs/platform/src/config/write-env-example.js [file]`: writes .env.example.
writeFileSync(process.argv[2] ?? '.env.example', envExample());
