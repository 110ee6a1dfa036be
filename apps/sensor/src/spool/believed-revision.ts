import type { AppendReq, AppendResult } from '@wireledger/event-sourcing';

/** Where a sensor's stream stands after an append. @throws when what the log says of the stream cannot be, with cause and mend */
export function believedRevision({ stream, expected }: AppendReq, result: AppendResult): bigint {
  switch (result.status) {
    case 'ok':
    case 'duplicate':
      return result.revision;
    case 'wrongRevision':
      throw new Error(
        `stream ${stream} stands at ${result.actual}, expected ${expected}: somebody else wrote this sensor's stream. ` +
          'Give each sensor its own name.',
      );
    case 'contentMismatch':
      throw new Error(
        `stream ${stream} holds other content under the same batch ids at ${result.revision}: the capture file or the sensor's ` +
          'settings changed since it was first read. Start it as a new replay.',
      );
    case 'tombstoned':
      throw new Error(`stream ${stream} was removed for ever. Give the sensor another name.`);
  }
}
