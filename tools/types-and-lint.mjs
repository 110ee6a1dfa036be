// `tsc -p tsconfig.json` and `eslint --max-warnings 0 .` at once: the types are worked out one time for both.
//   node tools/types-and-lint.mjs
// Exit code: the sum of 2 (types do not hold) and 4 (a rule of lint does not); 1, as of any program, when it could not look.
import path from 'node:path';
import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '..');
const WEB = 'apps/web';
const FAILED = { types: 2, lint: 4 };
const format = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => root,
  getNewLine: () => '\n',
};

/** All that a configuration file names, read but not looked at yet. What is wrong with the file itself is among the program's findings. */
function programOf(name) {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (found) => refuse([found]) };
  const { fileNames, options, errors } = ts.getParsedCommandLineOfConfigFile(path.join(root, name), undefined, host);
  return ts.createProgram({ rootNames: fileNames, options, configFileParsingDiagnostics: errors });
}

function refuse(found) {
  throw new Error(ts.formatDiagnostics(found, format));
}

/** Whether the types of a program hold; says where they do not. */
function typesHold(program) {
  const found = ts.getPreEmitDiagnostics(program);
  process.stdout.write(ts.formatDiagnostics(ts.sortAndDeduplicateDiagnostics(found), format));
  return found.length === 0;
}

/** Whether every rule holds in all files but `ignores`; says where one does not. A file that the program does not know is a finding. */
async function lintHolds(program, files, ...ignores) {
  const eslint = new ESLint({
    cwd: root,
    overrideConfig: [
      { ignores },
      {
        files: ['**/*.ts'],
        languageOptions: { parserOptions: { projectService: false, programs: [program] } },
      },
    ],
  });
  const results = await eslint.lintFiles([files]);
  const { format: told } = await eslint.loadFormatter('stylish');
  process.stdout.write(await told(results));
  return results.length > 0 && results.every(({ errorCount, warningCount }) => errorCount + warningCount === 0);
}

async function server() {
  const program = programOf('tsconfig.json');
  return { types: typesHold(program), lint: await lintHolds(program, '.', WEB) };
}

/** Its types, with those of its templates, are checked by its build. */
const web = () => lintHolds(programOf(`${WEB}/tsconfig.json`), WEB);

// The rule of the layers reads the projects that Nx finds, and keeps them between files only where it takes itself to be run by ESLint's own command.
await createProjectGraphAsync();
process.argv[1] = path.join(root, 'node_modules/eslint/bin/eslint.js');
// One after the other, so that the memory of one is free for the other.
const { types, lint } = await server();
const all = (await web()) && lint;
process.exitCode = (types ? 0 : FAILED.types) + (all ? 0 : FAILED.lint);
