/** Where packets are kept, and how much of them. Files are absolute, '' = none. */
export interface PacketStoreConfig {
  readonly limitBytes: number;
  readonly days: number;
  readonly keyFile: string;
  readonly bucket: BucketConfig | null;
}

/** A bucket that closed segments are brought to. */
export interface BucketConfig {
  readonly bucket: string;
  /** '' or with its `/` at the end. */
  readonly prefix: string;
  /** null = Amazon's, of the region. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly keyId: string;
  readonly secretFile: string;
  readonly limitBytes: number;
}

/** What the variables hold, as far as this looks at it. */
export interface PacketStoreValues {
  readonly PACKET_STORE_MB: number;
  readonly PACKET_STORE_DAYS: number;
  readonly PACKET_STORE_KEY_FILE: string;
  readonly PACKET_STORE_S3: { readonly bucket: string; readonly prefix: string } | null;
  readonly PACKET_STORE_S3_ENDPOINT: string;
  readonly PACKET_STORE_S3_REGION: string;
  readonly PACKET_STORE_S3_KEY_ID: string;
  readonly PACKET_STORE_S3_SECRET_FILE: string;
  readonly PACKET_STORE_S3_MB: number;
}

const MIB = 1024 * 1024;

/** What does not fit together, each with its mend. */
export function packetStoreProblems(values: PacketStoreValues): string[] {
  if (values.PACKET_STORE_S3 === null) return [];
  const problems: string[] = [];
  if (values.PACKET_STORE_KEY_FILE === '')
    problems.push(
      'PACKET_STORE_S3 is set and PACKET_STORE_KEY_FILE is not: packets leave this machine sealed only. Make a key: openssl rand -hex 32 > FILE; chmod 600 FILE',
    );
  if (values.PACKET_STORE_S3_KEY_ID === '' || values.PACKET_STORE_S3_SECRET_FILE === '')
    problems.push(
      'PACKET_STORE_S3 is set: set PACKET_STORE_S3_KEY_ID and PACKET_STORE_S3_SECRET_FILE to the key that may use the bucket.',
    );
  return problems;
}

/** The store as the sensor makes it. */
export function packetStoreConfigOf(values: PacketStoreValues, absolute: (file: string) => string): PacketStoreConfig {
  const fileOf = (text: string) => (text === '' ? '' : absolute(text));
  const { PACKET_STORE_S3: place, PACKET_STORE_S3_ENDPOINT: endpoint } = values;
  return {
    ...{ limitBytes: values.PACKET_STORE_MB * MIB, days: values.PACKET_STORE_DAYS },
    keyFile: fileOf(values.PACKET_STORE_KEY_FILE),
    bucket: place && {
      ...{ ...place, endpoint: endpoint === '' ? null : endpoint, region: values.PACKET_STORE_S3_REGION },
      ...{ keyId: values.PACKET_STORE_S3_KEY_ID, secretFile: fileOf(values.PACKET_STORE_S3_SECRET_FILE) },
      limitBytes: values.PACKET_STORE_S3_MB * MIB,
    },
  };
}
