// Global set-up of a run with databases: a folder that its spec files share and that goes with it. Folders of killed runs are swept.
const { chmodSync, mkdtempSync, readdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const PREFIX = 'wl-test-run-';

const lives = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

module.exports = () => {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX) || lives(Number(name.slice(PREFIX.length).split('-')[0]))) continue;
    try {
      rmSync(path.join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // another user's
    }
  }
  const folder = mkdtempSync(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  // Passable for the database's own user.
  chmodSync(folder, 0o711);
  process.env.WIRELEDGER_TEST_RUN = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
};
