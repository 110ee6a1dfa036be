import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../../..');
const IMPORT = /(?:^|\n)\s*(?:import|export)\s(?!type\b)[^;]*?from\s+'([^']+)'|import\('([^']+)'\)/g;
const { paths } = (
  JSON.parse(readFileSync(path.join(ROOT, 'tsconfig.base.json'), 'utf8')) as {
    compilerOptions: { paths: Readonly<Record<string, readonly [string]>> };
  }
).compilerOptions;

/** Every module that loading `file` loads, packages by name; with `later` those that it may load afterwards, too. */
function closure(file: string, later: boolean, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, fixed, lazy] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    const name = (fixed ?? lazy) as string;
    if (!fixed && !later) continue;
    const alias = paths[name]?.[0];
    if (alias) closure(path.join(ROOT, alias), later, seen);
    else if (name.startsWith('.')) closure(resolved(path.resolve(path.dirname(file), name)), later, seen);
    else seen.add(name);
  }
  return seen;
}

function resolved(base: string): string {
  for (const candidate of [`${base}.ts`, path.join(base, 'index.ts')])
    try {
      readFileSync(candidate);
      return candidate;
    } catch {
      continue;
    }
  return base;
}

describe('what `read` loads', () => {
  const loaded = [...closure(path.join(__dirname, 'run-read.ts'), true)].filter((name) => !name.endsWith('.json'));

  it('is the packet path', () => {
    expect(loaded).toContain(path.join(ROOT, 'libs/flows/src/pipeline.ts'));
    expect(loaded).toContain(path.join(ROOT, 'libs/decoders/src/network/ip.ts'));
  });

  it('is nothing but Node beside it: no NestJS, no TypeORM, no schema library', () => {
    expect(loaded.filter((name) => !path.isAbsolute(name) && !name.startsWith('node:'))).toEqual([]);
  });
});

describe('what `detect` loads', () => {
  const loaded = [...closure(path.join(__dirname, '../detect/run-detect.ts'), false)].filter(
    (name) => !name.endsWith('.json'),
  );

  it('is the packet path and the detectors', () => {
    expect(loaded).toContain(path.join(ROOT, 'libs/flows/src/pipeline.ts'));
    expect(loaded).toContain(path.join(ROOT, 'libs/detectors/src/host/detector-host.ts'));
  });

  it('is nothing but schemas of parameters and the public-suffix list beside it, unless a rule asks where addresses are: no NestJS, no TypeORM', () => {
    const packages = loaded.filter((name) => !path.isAbsolute(name) && !name.startsWith('node:'));
    expect(packages.sort()).toEqual(['tldts', 'zod']);
  });
});
