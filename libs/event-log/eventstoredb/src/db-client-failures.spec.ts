import {
  AccessDeniedError,
  CancelledError,
  DeadlineExceededError,
  StreamNotFoundError,
  TimeoutError,
  UnavailableError,
  UnknownError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';

import { failureOf } from './db-client-failures';
import { StoreFailure } from './store-driver';

describe('failures of the client library', () => {
  it.each<[string, unknown, StoreFailure['kind']]>([
    ['wrong revision', new WrongExpectedVersionError(null as never, {} as never), 'wrongRevision'],
    ['absent stream', new StreamNotFoundError(undefined, 'thing-1'), 'streamNotFound'],
    ['no rights', new AccessDeniedError(), 'refused'],
    ['unavailable', new UnavailableError(), 'unavailable'],
    ['deadline', new DeadlineExceededError(), 'unavailable'],
    ['server-side timeout', new TimeoutError(), 'unavailable'],
    ['cancelled by the server', new CancelledError(), 'unavailable'],
    ['unrecognised', new UnknownError(), 'unavailable'],
    ['raw gRPC UNAVAILABLE', Object.assign(new Error('14 UNAVAILABLE'), { code: 14 }), 'unavailable'],
    ['raw gRPC PERMISSION_DENIED', Object.assign(new Error('7 PERMISSION_DENIED'), { code: 7 }), 'refused'],
    ['raw gRPC UNIMPLEMENTED', Object.assign(new Error('12 UNIMPLEMENTED'), { code: 12 }), 'refused'],
    ['discovery', new Error('Failed to discover after 10 attempts.'), 'unavailable'],
    ['a thrown text', 'Impossible situation', 'unavailable'],
  ])('%s', (_what, error, kind) => {
    const failure = failureOf(error);
    expect(failure.kind).toBe(kind);
    expect(failure.retryable).toBe(kind === 'unavailable');
    expect(failure.cause).toBe(error);
  });

  it('leaves its own as they are', () => {
    const own = new StoreFailure('notLeader', 'x');
    expect(failureOf(own)).toBe(own);
  });
});
