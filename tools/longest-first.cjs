const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * Files that take long, in seconds of a free machine with two cores; the rest is in the order of its size. A long one that began last would leave the other
 * core without work.
 */
const SECONDS = {
  'kill.e2e.spec.ts': 60,
  'second-factor.e2e.spec.ts': 90,
  'accounts.e2e.spec.ts': 90,
  'console.e2e.spec.ts': 85,
  'people.e2e.spec.ts': 75,
  'hardening.int.spec.ts': 40,
  'killed-sender.int.spec.ts': 35,
  'signed-export.int.spec.ts': 25,
  'bench.int.spec.ts': 24,
  'access.int.spec.ts': 20,
  'boundaries.int.spec.ts': 17,
  'log-away.int.spec.ts': 14,
  'pmacct.int.spec.ts': 13,
};

/** Jest's order where nothing was run before, with those that take long first. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const seconds = ({ path }) => SECONDS[Object.keys(SECONDS).find((name) => path.endsWith(`/${name}`))] ?? 0;
    return super.sort(tests).sort((a, b) => seconds(b) - seconds(a));
  }
};
