/** The part of a process that ends it. */
export interface Ending {
  listenerCount(event: 'SIGHUP'): number;
  emit(event: 'SIGHUP', signal: 'SIGHUP'): unknown;
  exit(code: number): unknown;
}

/**
 * What happens once nobody reads the output any more (`wireledger read … | head`, a terminal that was closed): a command that ends in order when it is hung
 * up, as `up` does, for it has a database to stop, is hung up; any other ends at once. A reader that closes its end is no error.
 */
export function endWithoutReader(output: NodeJS.EventEmitter, process: Ending): void {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (process.listenerCount('SIGHUP') > 0) process.emit('SIGHUP', 'SIGHUP');
    else process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
}
