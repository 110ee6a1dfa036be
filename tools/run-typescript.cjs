// Lets a thread of a test run TypeScript as it stands, with the names that libraries have among themselves.
const Module = require('node:module');
const fs = require('node:fs');
const path = require('node:path');
const { transformSync } = require('@swc/core');

const root = path.resolve(__dirname, '..');
const options = require(path.join(root, 'tools/swc.cjs'));
const { paths } = JSON.parse(fs.readFileSync(path.join(root, 'tsconfig.base.json'), 'utf8')).compilerOptions;

Module._extensions['.ts'] = (module, filename) =>
  module._compile(transformSync(fs.readFileSync(filename, 'utf8'), { ...options, filename }).code, filename);
const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) =>
  resolve(Object.hasOwn(paths, request) ? path.join(root, paths[request][0]) : request, ...rest);
