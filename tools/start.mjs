// `npm start`: installs and builds when needed, then runs everything on this machine.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { environment, pinnedNode, prepare, refuse, root } from './prepare.mjs';

try {
  await prepare();
  const child = spawn(
    pinnedNode(),
    [path.join(root, 'dist/server/apps/cli/src/main.js'), 'up', ...process.argv.slice(2)],
    {
      stdio: 'inherit',
      cwd: root,
      env: environment(),
    },
  );
  // A terminal's Ctrl-C reaches the child by itself; what is sent to this process alone is handed on.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
  child.on('exit', (code) => process.exit(code ?? 1));
} catch (error) {
  refuse(error);
}
