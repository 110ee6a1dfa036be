/** The console's unit tests. Run without --experimental-vm-modules: the preset is CommonJS. */
const { createCjsPreset } = require('jest-preset-angular/presets');

module.exports = {
  ...createCjsPreset({ tsconfig: '<rootDir>/tsconfig.spec.json' }),
  displayName: 'web',
  testEnvironment: 'jest-preset-angular/environments/jest-jsdom-env',
  rootDir: __dirname,
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  // Libraries that the console shares with the servers.
  moduleNameMapper: {
    '^@wireledger/access$': '<rootDir>/../../libs/access/src/index.ts',
    '^@wireledger/decoders/names$': '<rootDir>/../../libs/decoders/src/names.ts',
    '^@wireledger/filter$': '<rootDir>/../../libs/filter/src/index.ts',
    '^@wireledger/filter/testing$': '<rootDir>/../../libs/filter/src/testing/index.ts',
    '^@wireledger/kernel$': '<rootDir>/../../libs/kernel/src/index.ts',
  },
  setupFilesAfterEnv: ['<rootDir>/src/test-setup.ts'],
};
