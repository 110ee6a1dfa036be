import { VARIABLE_NAMES, VARIABLES } from './variables';

/** Text of `.env.example` at the repository's root. A test keeps the file equal to it. */
export function envExample(): string {
  const entries = VARIABLE_NAMES.map((name) => {
    const { doc, fallback } = VARIABLES[name];
    return `# ${doc}\n#${name}=${fallback}\n`;
  });
  return [
    '# Every variable that Wireledger reads, with its default. Generated from libs/platform/src/config/variables.ts:',
    '#   npm run wireledger -- up --print-config   shows the values in force, secrets masked.',
    '',
    ...entries,
  ].join('\n');
}
