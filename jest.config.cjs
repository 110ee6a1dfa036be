/** Server-side tests. `--selectProjects unit|int|e2e`; the console's are in apps/web/jest.config.cjs. */
const { existsSync } = require('node:fs');
const path = require('node:path');
const { compilerOptions } = require('./tsconfig.base.json');

const moduleNameMapper = Object.fromEntries(
  Object.entries(compilerOptions.paths).map(([name, [file]]) => [
    `^${name.replace(/[/]/g, '\\/')}$`,
    `<rootDir>/${file.replace(/^\.\//, '')}`,
  ]),
);
// GraphQL's check for a second copy of itself, which the product does without (it runs in production mode): a fifth of what a schema costs.
moduleNameMapper['/jsutils/instanceOf\\.js$'] = '<rootDir>/tools/graphql-instance-of.cjs';

/** Spec files that are wholly about something this machine may lack. `tools/test.mjs` says what was left out. */
const installed = (name) => (process.env.PATH ?? '').split(':').some((folder) => existsSync(path.join(folder, name)));
const captures = path.join(
  process.env.WIRELEDGER_CAPTURES ?? path.join(__dirname, '../shared/captures'),
  'expected.json',
);
const leftOut = [
  ...(existsSync(captures) ? [] : ['real-captures', 'replay-to-graphql', 'scaled-out', 'console\\.e2e']),
  ...(installed('redis-server') ? [] : ['scaled-out']),
  ...(installed('pdftotext') ? [] : ['render-pdf']),
  ...(['chromium-headless-shell', 'chromium', 'chromium-browser'].some(installed)
    ? []
    : ['console\\.e2e', 'range\\.e2e', 'accounts\\.e2e', 'second-factor\\.e2e']),
].map((name) => `/${name}[^/]*spec\\.ts$`);

const patience = { setupFilesAfterEnv: ['<rootDir>/tools/patience.cjs'] };

/** Packages are loaded once in a worker, not once in every file: a fifth to a third of what the files cost. */
const shared = {
  runtime: '<rootDir>/tools/shared-runtime.cjs',
  testEnvironment: '<rootDir>/tools/shared-environment.cjs',
};

const base = {
  rootDir: __dirname,
  testEnvironment: 'node',
  moduleNameMapper,
  transform: { '^.+\\.ts$': ['@swc/jest', require('./tools/swc.cjs')] },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.nx', '<rootDir>/.wireledger'],
  extensionsToTreatAsEsm: [],
};

module.exports = {
  // Modules of suites before stay in a worker's heap; what makes big tables there waits for its collection most of the time.
  workerIdleMemoryLimit: '700MB',
  testSequencer: '<rootDir>/tools/longest-first.cjs',
  projects: [
    {
      ...base,
      ...patience,
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{libs,apps,tools}/**/*.spec.ts'],
      testPathIgnorePatterns: [
        ...leftOut,
        '/node_modules/',
        '\\.int\\.spec\\.ts$',
        '\\.e2e\\.spec\\.ts$',
        '<rootDir>/apps/web/',
      ],
    },
    {
      ...base,
      ...patience,
      ...shared,
      displayName: 'int',
      globalSetup: '<rootDir>/tools/run-folder.cjs',
      testMatch: ['<rootDir>/{libs,apps}/**/*.int.spec.ts'],
    },
    {
      ...base,
      ...patience,
      displayName: 'e2e',
      testMatch: ['<rootDir>/apps/**/*.e2e.spec.ts'],
      testPathIgnorePatterns: [...leftOut, '/node_modules/'],
    },
  ],
};
