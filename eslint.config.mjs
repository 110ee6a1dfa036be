import nx from '@nx/eslint-plugin';
import angular from 'angular-eslint';
import tseslint from 'typescript-eslint';

const only = (layer, ...below) => ({
  sourceTag: `layer:${layer}`,
  onlyDependOnLibsWithTags: below.map((name) => `layer:${name}`),
});
const frameworks = ['@nestjs/*', '@angular/*', '@apollo/*', 'typeorm', 'bullmq', 'ioredis', 'pg', '@eventstore/*'];

/** Which layer may know which: `docs/ARCHITECTURE.md`. */
export const depConstraints = [
  only('app', 'feature', 'adapter', 'ui', 'domain', 'core', 'contract', 'kernel'),
  only('feature', 'adapter', 'domain', 'core', 'contract', 'kernel'),
  only('adapter', 'domain', 'core', 'contract', 'kernel'),
  { ...only('domain', 'domain', 'core', 'contract', 'kernel'), bannedExternalImports: frameworks },
  { ...only('contract', 'core', 'kernel'), bannedExternalImports: frameworks },
  { ...only('core', 'kernel'), bannedExternalImports: frameworks },
  { ...only('kernel'), bannedExternalImports: ['*'] },
  {
    sourceTag: 'platform:web',
    onlyDependOnLibsWithTags: ['platform:web', 'platform:any'],
    bannedExternalImports: ['@nestjs/*'],
  },
  {
    sourceTag: 'platform:node',
    onlyDependOnLibsWithTags: ['platform:node', 'platform:any'],
    bannedExternalImports: ['@angular/*'],
  },
  { sourceTag: 'platform:any', onlyDependOnLibsWithTags: ['platform:any'] },
];

/** A command may load late what only some of its runs need, and others load at once: nothing is bundled apart here. */
const LOADED_LATE = ['@wireledger/enrichment', '@wireledger/event-log-eventstoredb', '@wireledger/platform'];
const boundaries = (allow) => [
  'error',
  { enforceBuildableLibDependency: false, allow, depConstraints, checkDynamicDependenciesExceptions: LOADED_LATE },
];
const wallClock = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Packet time only: no wall clock here.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Packet time only: no wall clock here.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Deterministic layer: no randomness here.',
  },
];

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'dist',
      '.nx',
      '.angular',
      '.wireledger',
      'apps/web/src/app/graphql/generated',
      // AssemblyScript, which its own compiler judges; and what it made of it.
      'libs/flows/core',
      'libs/flows/src/generated',
      'tools/**',
      '**/*.cjs',
      '*.mjs',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': boundaries([]),
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      'max-lines': ['error', { max: 400 }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['libs/{flows,decoders,detectors,domain,simulator}/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', ...wallClock] },
  },
  {
    files: ['**/*.spec.ts', '**/testing/**/*.ts', 'apps/e2e/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(['@wireledger/**/testing', '@wireledger/testing']),
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      'max-lines': 'off',
    },
  },
  {
    files: ['apps/web/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
          message: 'Names from the wire are text, never markup.',
        },
        {
          selector: 'CallExpression[callee.property.name=/^bypassSecurityTrust/]',
          message: 'Names from the wire are text, never markup.',
        },
        {
          selector: "CallExpression[callee.object.name='document'][callee.property.name='write']",
          message: 'Names from the wire are text, never markup.',
        },
      ],
    },
  },
  {
    files: ['apps/web/**/*.ts'],
    extends: [...angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/component-selector': ['error', { type: 'element', prefix: 'wl', style: 'kebab-case' }],
      '@angular-eslint/directive-selector': [
        'error',
        { type: ['attribute', 'element'], prefix: ['wl', 'ng-template'], style: 'camelCase' },
      ],
      // names of pages and parts are what they are; a suffix says nothing
      '@angular-eslint/component-class-suffix': 'off',
      '@angular-eslint/directive-class-suffix': 'off',
    },
  },
  {
    files: ['apps/web/**/*.html'],
    extends: [...angular.configs.templateRecommended, ...angular.configs.templateAccessibility],
    rules: {
      '@angular-eslint/template/no-inline-styles': ['error', { allowNgStyle: false, allowBindToStyle: true }],
      '@angular-eslint/template/no-any': 'off',
    },
  },
);
