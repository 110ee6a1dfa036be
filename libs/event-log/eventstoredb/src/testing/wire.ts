import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { Empty, StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb';
import { ReadResp } from '@eventstore/db-client/generated/streams_pb';

import type { Fault } from './fault-plan';
import type { ProposedRecord, StandInRecord } from './stand-in-log';

const TICKS_PER_MS = 10_000n;

/** UUIDs arrive as text or as two signed 64-bit halves. */
export function uuidText(uuid: UUID | undefined): string {
  if (!uuid) return '';
  if (!uuid.hasStructured()) return uuid.getString();
  const { mostSignificantBits, leastSignificantBits } = uuid.getStructured()!.toObject();
  const half = (bits: string) => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0');
  const hex = half(mostSignificantBits) + half(leastSignificantBits);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export const uuidOf = (text: string): UUID => new UUID().setString(text);

export const streamName = (identifier: StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');

export const identifierOf = (stream: string): StreamIdentifier =>
  new StreamIdentifier().setStreamName(new Uint8Array(Buffer.from(stream, 'utf8')));

/** A proposed message of either append call. */
export function proposedOf(message: {
  getId(): UUID | undefined;
  getMetadataMap(): { get(key: string): string | undefined };
  getData_asU8(): Uint8Array;
  getCustomMetadata_asU8(): Uint8Array;
}): ProposedRecord {
  return {
    id: uuidText(message.getId()),
    type: message.getMetadataMap().get('type') ?? '',
    contentType: message.getMetadataMap().get('content-type') ?? 'application/octet-stream',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

/** An event as it goes out; `created` is in .NET ticks since 1970. */
export function eventResponse(record: StandInRecord, ofAll: boolean): ReadResp {
  const recorded = new ReadResp.ReadEvent.RecordedEvent()
    .setId(uuidOf(record.id))
    .setStreamIdentifier(identifierOf(record.stream))
    .setStreamRevision(record.revision.toString())
    .setCommitPosition(record.position.toString())
    .setPreparePosition(record.position.toString())
    .setData(record.data)
    .setCustomMetadata(record.metadata);
  recorded
    .getMetadataMap()
    .set('type', record.type)
    .set('content-type', record.contentType)
    .set('created', (BigInt(Math.round(record.createdMs)) * TICKS_PER_MS).toString());
  const event = new ReadResp.ReadEvent().setEvent(recorded);
  if (ofAll) event.setCommitPosition(record.position.toString());
  else event.setNoPosition(new Empty());
  return new ReadResp().setEvent(event);
}

/** An error as the server sends it: status code plus the trailers from which the client makes a typed one. */
export function serverError(code: status, details: string, trailers: Record<string, string> = {}): ServiceError {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

export const notLeader = (host: string, port: number): ServiceError =>
  serverError(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  });

export const streamDeleted = (stream: string): ServiceError =>
  serverError(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

/** The answer of a fault that is an answer, else undefined. */
export function refusalOf(fault: Fault | undefined): ServiceError | undefined {
  switch (fault?.kind) {
    case 'unavailable':
      return serverError(status.UNAVAILABLE, 'Server Is Not Ready');
    case 'denied':
      return serverError(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
    case 'notLeader':
      return notLeader(fault.host, fault.port);
    case undefined:
    case 'drop':
    case 'halfClose':
    case 'silent':
    case 'late':
    case 'loseAnswer':
      return undefined;
  }
}
