import { PacketStore, SegmentArchive } from '@wireledger/capture/packet-store';
import type { PacketStoreConfig } from '@wireledger/platform';
import type { Logger } from 'pino';

import { S3Objects } from './s3-objects';
import { readSecret, readStoreKey } from './store-key';

/** The store of packets in a folder, with the archive that the configuration names. @throws with cause and mend when a key cannot be read */
export async function openPacketStore(
  root: string,
  { limitBytes, days, keyFile, bucket }: PacketStoreConfig,
  logger: Logger,
): Promise<PacketStore> {
  const key = readStoreKey(keyFile);
  const archive = bucket && {
    archive: new SegmentArchive({
      ...{ limitBytes: bucket.limitBytes, days, master: key, logger },
      objects: await bucketObjects(bucket),
    }),
  };
  const store = new PacketStore({ ...{ root, limitBytes, days, key, logger }, ...archive });
  store.open();
  return store;
}

function bucketObjects({ secretFile, ...access }: NonNullable<PacketStoreConfig['bucket']>): Promise<S3Objects> {
  return S3Objects.open({ ...access, secret: readSecret('PACKET_STORE_S3_SECRET_FILE', secretFile) });
}
