import { EventEmitter } from 'node:events';

import { endWithoutReader } from './reader-gone';

class Standing extends EventEmitter {
  readonly codes: number[] = [];
  exit(code: number): void {
    this.codes.push(code);
  }
}

describe('output that nobody reads any more', () => {
  const broken = (code: string) => Object.assign(new Error(code), { code });

  it('hangs up a command that ends in order, and does not end it itself', () => {
    const [output, process] = [new EventEmitter(), new Standing()];
    let hangUps = 0;
    process.on('SIGHUP', () => hangUps++);
    endWithoutReader(output, process);
    output.emit('error', broken('EPIPE'));
    expect([hangUps, process.codes]).toEqual([1, []]);
  });

  it.each([
    ['EPIPE', 0],
    ['EIO', 1],
  ])('ends any other at once: %s is exit code %d', (code, exit) => {
    const [output, process] = [new EventEmitter(), new Standing()];
    endWithoutReader(output, process);
    output.emit('error', broken(code));
    expect(process.codes).toEqual([exit]);
  });
});
