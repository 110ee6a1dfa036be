import { EventEmitter } from 'node:events';

import { endWithoutReader } from './reader-gone';

class Standing extends EventEmitter {
  readonly stdout = new EventEmitter();
  readonly stderr = new EventEmitter();
  readonly codes: number[] = [];
  exit(code: number): void {
    this.codes.push(code);
  }
}

describe.each(['stdout', 'stderr'] as const)('%s that nobody reads any more', (output) => {
  const broken = (code: string) => Object.assign(new Error(code), { code });

  it('hangs up a command that ends in order, each time, and does not end it itself', () => {
    const process = new Standing();
    let hangUps = 0;
    process.on('SIGHUP', () => hangUps++);
    endWithoutReader(process);
    for (let said = 0; said < 2; said++) process[output].emit('error', broken('EPIPE'));
    expect([hangUps, process.codes]).toEqual([2, []]);
  });

  it.each([
    ['EPIPE', 0],
    ['EIO', 1],
  ])('ends any other at once: %s is exit code %d', (code, exit) => {
    const process = new Standing();
    endWithoutReader(process);
    process[output].emit('error', broken(code));
    expect(process.codes).toEqual([exit]);
  });
});
