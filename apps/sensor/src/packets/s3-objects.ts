import { readFile } from 'node:fs/promises';
import type * as Sdk from '@aws-sdk/client-s3';
import type { ArchiveObject, ArchiveObjects } from '@wireledger/capture/packet-store';

const CONNECT_MS = 5000;
/** A segment of 64 MiB in that time is 9 Mbit/s. */
const REQUEST_MS = 60_000;
/** A connection on which nothing comes for so long is given up. */
const SILENCE_MS = 10_000;
/** Of S3: names in one request (API reference, DeleteObjects). */
const MOST_NAMES = 1000;

/** Where the bucket is, and who asks. */
export interface BucketAccess {
  /** Patience in ms with a server that says nothing; default 10 s. */
  readonly silenceMs?: number;
  readonly bucket: string;
  /** In front of every name, with its `/`; '' = none. */
  readonly prefix: string;
  /** Of a server that speaks S3; null = that of Amazon in the region. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly keyId: string;
  readonly secret: string;
}

/** The objects of a bucket, by the S3 protocol: names below a prefix that nobody else uses. */
export class S3Objects implements ArchiveObjects {
  private constructor(
    private readonly sdk: typeof Sdk,
    private readonly client: Sdk.S3Client,
    private readonly access: BucketAccess,
  ) {}

  /** Loads the client, which is large, where there is a bucket. Nothing is asked of the bucket yet. */
  static async open(access: BucketAccess): Promise<S3Objects> {
    const sdk = await import('@aws-sdk/client-s3');
    const { endpoint, region, keyId, secret } = access;
    const client = new sdk.S3Client({
      ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
      ...{ region, credentials: { accessKeyId: keyId, secretAccessKey: secret }, maxAttempts: 3 },
      // Servers other than Amazon's do not know the newer checksums; parts are sealed one by one anyway.
      ...{ requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' },
      // Without the throw a request that takes too long is told of, and waited for.
      requestHandler: {
        ...{ connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS, throwOnRequestTimeout: true },
        socketTimeout: access.silenceMs ?? SILENCE_MS,
      },
    });
    return new S3Objects(sdk, client, access);
  }

  async put(name: string, file: string): Promise<void> {
    // Whole, so that it can be sent again: a segment is 64 MiB at most.
    const Body = await readFile(file);
    await this.tell('take', this.client.send(new this.sdk.PutObjectCommand({ ...this.at(name), Body })));
  }

  async get(name: string, from: number, length: number | null): Promise<Buffer | null> {
    if (length === 0) return Buffer.alloc(0);
    const Range = `bytes=${from}-${length === null ? '' : from + length - 1}`;
    try {
      const answer = await this.client.send(new this.sdk.GetObjectCommand({ ...this.at(name), Range }));
      const bytes = Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
      // A server that does not know ranges sends all of it.
      return answer.ContentRange === undefined
        ? bytes.subarray(from, length === null ? undefined : from + length)
        : bytes;
    } catch (error) {
      if (error instanceof this.sdk.NoSuchKey) return null;
      if (error instanceof this.sdk.S3ServiceException && error.name === 'InvalidRange') return Buffer.alloc(0);
      throw this.told('give', error);
    }
  }

  async *list(): AsyncIterable<ArchiveObject> {
    const { bucket: Bucket, prefix: Prefix } = this.access;
    for (let ContinuationToken: string | undefined; ;) {
      const page = await this.tell(
        'list',
        this.client.send(new this.sdk.ListObjectsV2Command({ Bucket, Prefix, ContinuationToken })),
      );
      for (const { Key, Size, LastModified } of page.Contents ?? [])
        if (Key?.startsWith(Prefix))
          yield { name: Key.slice(Prefix.length), bytes: Size ?? 0, writtenMs: LastModified?.getTime() ?? 0 };
      if (page.IsTruncated !== true || page.NextContinuationToken === undefined) return;
      ContinuationToken = page.NextContinuationToken;
    }
  }

  async remove(names: readonly string[]): Promise<void> {
    for (let at = 0; at < names.length; at += MOST_NAMES) {
      const Objects = names.slice(at, at + MOST_NAMES).map((name) => ({ Key: this.access.prefix + name }));
      const command = new this.sdk.DeleteObjectsCommand({
        Bucket: this.access.bucket,
        Delete: { Objects, Quiet: true },
      });
      const { Errors } = await this.tell('remove', this.client.send(command));
      const [first] = Errors ?? [];
      if (first) throw new Error(`The bucket ${this.access.bucket} did not remove ${first.Key}: ${first.Message}`);
    }
  }

  private at(name: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.access.bucket, Key: this.access.prefix + name };
  }

  private async tell<T>(what: string, answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw this.told(what, error);
    }
  }

  /** What went wrong, in words that say where to look; nothing of the secret is in it. */
  private told(what: string, error: unknown): Error {
    const { bucket, endpoint } = this.access;
    const { name, message, code } = error as Error & { readonly code?: string };
    const where = endpoint === null ? '' : ` at ${endpoint}`;
    // Node's own errors say their code, and where; several at once say nothing but the code.
    const why = code === undefined && name !== 'Error' ? `${name}: ${message}` : message || code;
    return new Error(`The bucket ${bucket}${where} does not ${what} packets (${why}).`, { cause: error });
  }
}
