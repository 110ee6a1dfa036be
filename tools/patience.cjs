/* global jest */
/** With real services a busy machine decides how long a case takes; a hang still ends. A project of Jest has no `testTimeout` of its own. */
jest.setTimeout(120_000);
