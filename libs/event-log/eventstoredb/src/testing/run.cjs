// Runs main.ts without a build step: the stand-in is for tests and never part of dist.
const Module = require('node:module');
const fs = require('node:fs');
const path = require('node:path');
const { transformSync } = require('@swc/core');
const options = require(path.resolve(__dirname, '../../../../../tools/swc.cjs'));

Module._extensions['.ts'] = (module, filename) =>
  module._compile(transformSync(fs.readFileSync(filename, 'utf8'), { ...options, filename }).code, filename);
require('./main.ts');
