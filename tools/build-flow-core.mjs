// Compiles the flow table's core (AssemblyScript) to WebAssembly and writes it as text, so that whoever runs the product needs no compiler.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** The text of `libs/flows/src/generated/flow-core.ts` as the sources make it. @throws with the compiler's own words when they do not compile */
export async function flowCore() {
  const { main } = await import('assemblyscript/asc');
  const outputs = {};
  const { error, stderr } = await main(
    [
      'libs/flows/core/index.ts',
      '--baseDir',
      root,
      '-o',
      'core.wasm',
      '-O3',
      '--converge',
      '--noAssert',
      '--runtime',
      'stub',
      '--use',
      'abort=',
    ],
    { writeFile: (name, data) => void (outputs[name] = data) },
  );
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`, { cause: error });
  const text = Buffer.from(outputs['core.wasm']).toString('base64');
  return `/** The core of the flow table, compiled from \`libs/flows/core\` by \`npm run flow-core\`: WebAssembly in base64. */\nexport const CORE =\n  '${text}';\n`;
}

if (process.argv[1] === import.meta.filename) {
  const folder = path.join(root, 'libs/flows/src/generated');
  mkdirSync(folder, { recursive: true });
  const text = await flowCore();
  writeFileSync(path.join(folder, 'flow-core.ts'), text);
  console.log(`compiled the core of the flow table: ${text.length} characters`);
}
