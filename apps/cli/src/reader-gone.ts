/** The part of a process that ends it. */
export interface Ending {
  readonly stdout: NodeJS.EventEmitter;
  readonly stderr: NodeJS.EventEmitter;
  listenerCount(event: 'SIGHUP'): number;
  emit(event: 'SIGHUP', signal: 'SIGHUP'): unknown;
  exit(code: number): unknown;
}

/**
 * What happens once nobody reads the output any more (`wireledger read … | head`, a terminal that was closed): a command that ends in order when it is hung
 * up, as `up` does, for it has a database to stop, is hung up; any other ends at once. A reader that closes its end is no error. Both outputs count: what
 * `up` says goes to the second.
 */
export function endWithoutReader(process: Ending): void {
  const end = (error: NodeJS.ErrnoException): void => {
    if (process.listenerCount('SIGHUP') > 0) process.emit('SIGHUP', 'SIGHUP');
    else process.exit(error.code === 'EPIPE' ? 0 : 1);
  };
  for (const output of [process.stdout, process.stderr]) output.on('error', end);
}
