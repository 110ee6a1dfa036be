import type { JsonObject } from '@wireledger/event-sourcing';

import { CODEC, decode } from './codec';

/**
 * The payload of a stored event, for whoever asks. What is compressed is unpacked then, once, and its bytes are let go: a batch of facts costs more to unpack
 * than everything else about it, and many a reader passes it on without a look. What is not compressed is read at once.
 * @throws here or when it is asked for: on an unknown codec or damaged bytes
 */
export function storedPayload(codec: number, bytes: Buffer): () => JsonObject {
  let data: JsonObject | null = null;
  let packed: Buffer | null = bytes;
  const unpack = () => {
    if (packed) data = JSON.parse(decode(codec, packed)) as JsonObject;
    packed = null;
    return data as JsonObject;
  };
  if (codec !== CODEC.zstd) unpack();
  return unpack;
}
