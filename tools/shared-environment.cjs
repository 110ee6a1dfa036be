const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

/** Where Jest keeps what listens to the events of a run: what listened to the file before would hear of this one. */
const HANDLERS = Symbol.for('EVENT_HANDLERS');

const propertiesOf = (object) =>
  new Map(Reflect.ownKeys(object).map((key) => [key, Object.getOwnPropertyDescriptor(object, key)]));
const same = (one, other) => one.value === other?.value && one.get === other?.get && one.set === other?.set;

/** What has been replaced is put back. What is new stays: packages are loaded once, and keep what they have made. */
function putBack(object, before) {
  for (const [key, was] of before) {
    if (was.configurable && !same(was, Object.getOwnPropertyDescriptor(object, key)))
      Object.defineProperty(object, key, was);
  }
}

const listeners = () => new Map(process.eventNames().map((name) => [name, process.rawListeners(name)]));

/**
 * The worker's own global scope for every spec file, instead of a new one for each: packages are loaded once (`shared-runtime.cjs`), globals cost nothing
 * to reach, and there is one `Error` and one `Array`. What a file has changed in the process is put back after it.
 */
module.exports = class SharedEnvironment {
  global = globalThis;
  fakeTimers = null;

  constructor({ projectConfig }) {
    this.before = {
      objects: [globalThis, Error, process].map((object) => [object, propertiesOf(object)]),
      env: { ...process.env },
      listeners: listeners(),
      folder: process.cwd(),
      exitCode: process.exitCode,
    };
    delete globalThis[HANDLERS];
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    const { before } = this;
    for (const [object, properties] of before.objects) putBack(object, properties);
    for (const name of Object.keys(process.env)) if (!(name in before.env)) delete process.env[name];
    for (const [name, value] of Object.entries(before.env)) if (process.env[name] !== value) process.env[name] = value;
    for (const [name, now] of listeners()) {
      for (const listener of now.filter((one) => !before.listeners.get(name)?.includes(one)))
        process.removeListener(name, listener);
    }
    if (process.cwd() !== before.folder) process.chdir(before.folder);
    process.exitCode = before.exitCode;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return globalThis;
  }
};
