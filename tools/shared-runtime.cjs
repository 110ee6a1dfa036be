const { createRequire, Module } = require('node:module');
const path = require('node:path');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

const PACKAGES = `${path.sep}node_modules${path.sep}`;
const native = createRequire(__filename);

// What the product does without (`graphql-instance-of.cjs`), and here what `moduleNameMapper` cannot reach.
const check = native.resolve('graphql/jsutils/instanceOf.js');
native.cache[check] = Object.assign(new Module(check), {
  ...{ filename: check, loaded: true },
  exports: native('./graphql-instance-of.cjs'),
});

/** By the name that our code asks for: whether it is a package's. */
const packages = new Map();
/** Compiled files by their names. What one is run with (its `require`, its `jest`) is given to each run of it. */
const compiled = new Map();

/**
 * Loads packages with Node's own `require`, once in a worker, and compiles our own files once. These are still evaluated anew for every spec file, so
 * their state is its own. Needs the scope of `shared-environment.cjs`; a mock (`jest.mock`) is seen by our own files, not by packages.
 */
module.exports = class SharedRuntime extends Runtime {
  constructor(...given) {
    super(...given);
    forget();
    this.executor.compile = (code, filename) => {
      const known = compiled.get(filename);
      if (known?.code === code) return known.run;
      const run = compileFunction(code, this.executor.injectedModuleParameters, { filename });
      compiled.set(filename, { code, run });
      return run;
    };
  }

  requireModule(from, name, options, actual) {
    if (options?.isInternalModule || !name) return super.requireModule(from, name, options, actual);
    // Tools of this repository, which are none of Jest's module system either.
    if (name.endsWith('.mjs')) return native(this._resolution.resolveCjs(from, name));
    return this.#isPackage(from, name) ? native(name) : super.requireModule(from, name, options, actual);
  }

  #isPackage(from, name) {
    if (name.startsWith('.') || path.isAbsolute(name)) return false;
    let known = packages.get(name);
    if (known === undefined) {
      known = !this._resolution.isCoreModule(name) && this._resolution.resolveCjs(from, name).includes(PACKAGES);
      packages.set(name, known);
    }
    return known;
  }

  // There is one process, and it keeps its own.
  installGetBuiltinModule() {}
};

/** Registers of packages that hold our classes by their names, and would have those of the file before too. */
function forget() {
  delete globalThis.typeormMetadataArgsStorage;
  globalThis.GqlTypeMetadataStorage?.clear();
  globalThis.GqlLazyMetadataStorageHost?.lazyMetadataByTarget.clear();
}
