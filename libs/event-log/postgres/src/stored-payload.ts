import type { JsonObject } from '@wireledger/event-sourcing';

import { CODEC, decode } from './codec';

/**
 * The payload of a stored event, for whoever asks. What is compressed is unpacked then: a batch of facts costs more to unpack than everything else about it, and many a
 * reader passes it on without a look. What is not compressed is read at once.
 * @param keeps whether what was unpacked is kept as long as the event is, and its bytes are let go; otherwise only until the event loop turns, and the bytes stay: unpacked a
 * batch takes several times as much, and whoever holds many that he has read would make the garbage collector carry all of it
 * @throws here or when it is asked for: on an unknown codec or damaged bytes
 */
export function storedPayload(codec: number, bytes: Buffer, keeps = true): () => JsonObject {
  if (codec !== CODEC.zstd) {
    const plain = JSON.parse(decode(codec, bytes)) as JsonObject;
    return () => plain;
  }
  let data: JsonObject | null = null;
  let packed: Buffer | null = bytes;
  const forget = () => void (data = null);
  return () => {
    if (data) return data;
    data = JSON.parse(decode(codec, packed as Buffer)) as JsonObject;
    if (keeps) packed = null;
    else setImmediate(forget);
    return data;
  };
}
