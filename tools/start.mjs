// `npm start`: installs and builds when needed, then runs everything on this machine.
import path from 'node:path';
import { handedOn } from './handed-on.mjs';
import { environment, pinnedNode, prepare, refuse, root } from './prepare.mjs';

try {
  await prepare();
  const main = path.join(root, 'dist/server/apps/cli/src/main.js');
  const code = await handedOn(pinnedNode(), [main, 'up', ...process.argv.slice(2)], { cwd: root, env: environment() });
  process.exit(code);
} catch (error) {
  refuse(error);
}
