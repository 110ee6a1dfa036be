import {
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import {
  AllStreamPosition,
  MaximumAppendSizeExceeded,
  Empty,
  StreamDeleted,
  WrongExpectedVersion,
} from '@eventstore/db-client/generated/shared_pb';
import { Status } from '@eventstore/db-client/generated/status_pb';
import { AppendReq, AppendResp, BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { Empty as GoogleEmpty } from 'google-protobuf/google/protobuf/empty_pb';

import type { Fault } from './fault-plan';
import type { ProposedRecord, StandInAppended, StandInExpected, StandInLog } from './stand-in-log';
import { identifierOf, proposedOf, refusalOf, serverError, streamDeleted, streamName, uuidText } from './wire';

/** What an append call needs of the server around it. */
export interface AppendSetting {
  readonly log: StandInLog;
  readonly fault: Fault | undefined;
  readonly dropConnection: () => void;
  /** Refusal of this node for this caller, e.g. not being leader. */
  readonly refusal: ServiceError | undefined;
}

/** `Streams/Append`: options first, then one message per event; wrong revision is a result, everything else an error. */
export function serveAppend(
  call: ServerReadableStream<AppendReq, AppendResp>,
  answer: sendUnaryData<AppendResp>,
  { log, fault, dropConnection, refusal }: AppendSetting,
): void {
  let options: AppendReq.Options | undefined;
  const proposed: ProposedRecord[] = [];
  call.on('data', (request: AppendReq) => {
    if (request.hasOptions()) options = request.getOptions();
    else proposed.push(proposedOf(request.getProposedMessage()!));
  });
  call.on('end', () => {
    const refused = refusal ?? refusalOf(fault);
    if (refused) return answer(refused);
    if (fault?.kind === 'silent') return;
    if (fault?.kind === 'drop') return dropConnection();
    const stream = streamName(options?.getStreamIdentifier());
    const expected = expectedOf(options!);
    const result = log.append(stream, expected, proposed);
    if (fault?.kind === 'loseAnswer') return dropConnection();
    const reply = () => {
      if (result.kind === 'deleted') answer(streamDeleted(stream));
      else if (result.kind === 'tooLarge') answer(tooLarge(log.maxAppendSize));
      else answer(null, appendResponse(result, expected));
    };
    if (fault?.kind === 'late') setTimeout(reply, fault.ms);
    else reply();
  });
}

const tooLarge = (limit: number) =>
  serverError(status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(limit),
  });

function expectedOf(options: AppendReq.Options): StandInExpected {
  if (options.hasRevision()) return BigInt(options.getRevision());
  if (options.hasNoStream()) return 'no_stream';
  return options.hasStreamExists() ? 'stream_exists' : 'any';
}

function appendResponse(
  result: Extract<StandInAppended, { kind: 'success' | 'wrongRevision' }>,
  expected: StandInExpected,
): AppendResp {
  if (result.kind === 'success') {
    const position = result.position.toString();
    return new AppendResp().setSuccess(
      new AppendResp.Success()
        .setCurrentRevision(result.revision.toString())
        .setPosition(new AppendResp.Position().setCommitPosition(position).setPreparePosition(position)),
    );
  }
  const wrong = new AppendResp.WrongExpectedVersion();
  if (result.actual === 'no_stream') wrong.setCurrentNoStream(new Empty());
  else wrong.setCurrentRevision(result.actual.toString());
  if (typeof expected === 'bigint') wrong.setExpectedRevision(expected.toString());
  else if (expected === 'no_stream') wrong.setExpectedNoStream(new Empty());
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new Empty());
  else wrong.setExpectedAny(new Empty());
  return new AppendResp().setWrongExpectedVersion(wrong);
}

/**
 * `Streams/BatchAppend`: one long call that carries many appends. The adapter must not use it (the client's promises can
 * hang there); the stand-in serves it so that the tests notice when it is used, and what happens then.
 */
export function serveBatchAppend(
  call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>,
  log: StandInLog,
  takeFault: () => Fault | undefined,
  dropConnection: () => void,
): void {
  const open = new Map<string, { options: BatchAppendReq.Options; proposed: ProposedRecord[] }>();
  call.on('data', (request: BatchAppendReq) => {
    const correlation = uuidText(request.getCorrelationId());
    const batch = open.get(correlation) ?? { options: request.getOptions()!, proposed: [] };
    open.set(correlation, batch);
    batch.proposed.push(...request.getProposedMessagesList().map(proposedOf));
    if (!request.getIsFinal()) return;
    open.delete(correlation);
    const fault = takeFault();
    const refused = refusalOf(fault);
    if (refused) return void call.emit('error', refused);
    if (fault?.kind === 'silent') return;
    if (fault?.kind === 'drop') return dropConnection();
    if (fault?.kind === 'halfClose') return void call.end();
    const stream = streamName(batch.options.getStreamIdentifier());
    const result = log.append(stream, batchExpectedOf(batch.options), batch.proposed);
    if (fault?.kind === 'loseAnswer') return dropConnection();
    const response = batchResponse(result, log.maxAppendSize)
      .setCorrelationId(request.getCorrelationId())
      .setStreamIdentifier(identifierOf(stream));
    if (fault?.kind === 'late') setTimeout(() => call.write(response), fault.ms);
    else call.write(response);
  });
  call.on('end', () => call.end());
}

function batchExpectedOf(options: BatchAppendReq.Options): StandInExpected {
  if (options.hasStreamPosition()) return BigInt(options.getStreamPosition());
  if (options.hasNoStream()) return 'no_stream';
  return options.hasStreamExists() ? 'stream_exists' : 'any';
}

function batchResponse(result: StandInAppended, maxAppendSize: number): BatchAppendResp {
  switch (result.kind) {
    case 'success': {
      const position = result.position.toString();
      return new BatchAppendResp().setSuccess(
        new BatchAppendResp.Success()
          .setCurrentRevision(result.revision.toString())
          .setPosition(new AllStreamPosition().setCommitPosition(position).setPreparePosition(position)),
      );
    }
    case 'wrongRevision': {
      const wrong = new WrongExpectedVersion();
      if (result.actual === 'no_stream') wrong.setCurrentNoStream(new GoogleEmpty());
      else wrong.setCurrentStreamRevision(result.actual.toString());
      return packed('WrongExpectedVersion', wrong.serializeBinary());
    }
    case 'deleted':
      return packed('StreamDeleted', new StreamDeleted().serializeBinary());
    case 'tooLarge':
      return packed(
        'MaximumAppendSizeExceeded',
        new MaximumAppendSizeExceeded().setMaxappendsize(maxAppendSize).serializeBinary(),
      );
  }
}

function packed(name: string, bytes: Uint8Array): BatchAppendResp {
  const details = new Any();
  details.pack(bytes, `event_store.client.${name}`);
  return new BatchAppendResp().setError(new Status().setMessage(name).setDetails(details));
}
