// `npm run pcap-addon`: builds the npm package pcap for the Node that the product is pinned to, with that Node's own headers. Needs Debian's libpcap-dev, g++,
// make and python3; fetches nothing but the package itself.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { environment, pinnedNode, root } from './prepare.mjs';

const folder = path.join(root, 'tools/pcap-addon');
const headers = path.resolve(path.dirname(pinnedNode()), '..');
const gyp = process.env.npm_config_node_gyp;

function fail(text) {
  console.error(`wireledger: ${text}`);
  process.exit(1);
}

function run(cwd, command, args, extra = {}) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit', env: environment(extra) });
  if (status !== 0) fail(`${command} failed${error ? ` (${error.message})` : ''}: the lines above say why.`);
}

if (!gyp) fail('run this as npm run pcap-addon: npm brings node-gyp along.');
if (!existsSync(path.join(headers, 'include/node/node_version.h')))
  fail(`there are no headers of Node in ${headers}. Run npm ci first, so that the pinned Node is there.`);
for (const [file, name] of [
  ['/usr/include/pcap/pcap.h', 'libpcap-dev'],
  ['/usr/bin/g++', 'g++'],
  ['/usr/bin/make', 'make'],
  ['/usr/bin/python3', 'python3'],
])
  if (!existsSync(file)) fail(`${file} is not there: install the Debian package ${name}.`);

run(folder, 'npm', ['ci', '--ignore-scripts', '--no-progress', '--loglevel=error']);
// The variable, for a system's npmrc that names other headers would win over an argument, and the addon would be of another Node.
run(path.join(folder, 'node_modules/pcap'), pinnedNode(), [gyp, 'rebuild'], { npm_config_nodedir: headers });
console.log('built: set CAPTURE_WITH=pcap for the sensor.');
