import { TestBed } from '@angular/core/testing';
import { ApiError } from '../../core/api/errors';
import { UploadApi } from './upload-api';
import { UploadQueue } from './upload-queue';

const MIB = 1024 * 1024;
const KEPT = { id: 'ab'.repeat(32), name: 'a.pcap', duplicate: false, position: '7' };

/** A server that keeps what it is sent, and fails as it is told to. */
class FakeApi {
  readonly had = new Map<string, number>();
  readonly calls: string[] = [];
  readonly failures: ApiError[] = [];
  refusal: ApiError | undefined;
  private next = 0;

  async begin(name: string): Promise<{ id: string; offset: number }> {
    this.calls.push(`begin ${name}`);
    const id = `u${this.next++}`;
    this.had.set(id, 0);
    return { id, offset: 0 };
  }
  async state(id: string) {
    this.calls.push('state');
    const offset = this.had.get(id);
    if (offset === undefined) throw new ApiError('NOT_FOUND', 'gone');
    return { id, offset };
  }
  async append(id: string, offset: number, bytes: Blob): Promise<number> {
    this.calls.push(`append ${offset / MIB}`);
    const had = this.had.get(id) ?? 0;
    if (offset !== had) throw new ApiError('UPLOAD_OFFSET', 'elsewhere');
    const failure = this.failures.shift();
    // The line breaks in the middle of a piece: half of it is there.
    this.had.set(id, had + (failure ? bytes.size / 2 : bytes.size));
    if (failure) throw failure;
    return had + bytes.size;
  }
  async finish() {
    this.calls.push('finish');
    if (this.refusal) throw this.refusal;
    return KEPT;
  }
  async cancel(id: string) {
    this.calls.push('cancel');
    this.had.delete(id);
  }
}

describe('the queue of uploads', () => {
  let api: FakeApi;
  let queue: UploadQueue;
  const waits: number[] = [];
  const file = (name: string, mib: number): File =>
    new File([new Uint8Array(mib * MIB)], name, { lastModified: 1_700_000_000_000 });
  const until = async (is: () => boolean): Promise<void> => {
    for (const end = Date.now() + 30_000; !is() && Date.now() < end;) await new Promise((done) => setTimeout(done, 1));
  };
  const settled = (): Promise<void> => until(() => queue.active() === 0);
  const states = () => queue.items().map(({ state }) => state);

  beforeEach(() => {
    localStorage.clear();
    waits.length = 0;
    api = new FakeApi();
    TestBed.configureTestingModule({ providers: [{ provide: UploadApi, useValue: api }] });
    queue = TestBed.inject(UploadQueue);
    queue.wait = (ms) => {
      waits.push(ms);
      return Promise.resolve();
    };
  });

  it('sends a file in pieces, then has it looked at; one file after the other', async () => {
    queue.add([file('a.pcap', 6), file('b.pcap', 1)]);
    await settled();
    expect(api.calls).toEqual(['begin a.pcap', 'append 0', 'append 4', 'finish', 'begin b.pcap', 'append 0', 'finish']);
    expect(states()).toEqual(['done', 'done']);
    expect(queue.kept()).toEqual(KEPT);
  });

  it('goes on where the server is when the line breaks', async () => {
    api.failures.push(new ApiError('OFFLINE', 'No answer from the server.'));
    queue.add([file('a.pcap', 4)]);
    await settled();
    expect(api.calls).toEqual(['begin a.pcap', 'append 0', 'state', 'append 2', 'finish']);
    expect(waits).toHaveLength(1);
    expect(states()).toEqual(['done']);
  });

  it('a file that is chosen again goes on as well', async () => {
    api.failures.push(new ApiError('FORBIDDEN', 'signed out'));
    queue.add([file('a.pcap', 4)]);
    await settled();
    expect(states()).toEqual(['refused']);
    api.calls.length = 0;
    queue.add([file('a.pcap', 4)]);
    await settled();
    expect(api.calls).toEqual(['state', 'append 2', 'finish']);
  });

  it('what is refused stands there with its reason, and nothing is sent of what is too large or empty', async () => {
    api.refusal = new ApiError('CAPTURE_REFUSED', 'The file is not a capture.');
    queue.add([file('a.pcap', 1)]);
    queue.add([file('big.pcap', 3), file('empty.pcap', 0)], 2 * MIB);
    await settled();
    expect(queue.items().map(({ name, problem }) => [name, problem])).toEqual([
      ['a.pcap', 'The file is not a capture.'],
      ['big.pcap', 'The file is larger than may come in.'],
      ['empty.pcap', 'The file is empty.'],
    ]);
    expect(api.calls.filter((call) => call.startsWith('begin'))).toEqual(['begin a.pcap']);
  });

  it('is cancelled on both sides', async () => {
    queue.wait = (_ms, stop) => new Promise((done) => stop.addEventListener('abort', () => done(), { once: true }));
    api.failures.push(new ApiError('OFFLINE', 'No answer from the server.'));
    queue.add([file('a.pcap', 4)]);
    await until(() => states()[0] === 'held');
    expect(queue.items()[0]?.problem).toMatch(/Goes on by itself in 1 s/);
    queue.remove(queue.items()[0]?.key ?? -1);
    expect(queue.items()).toEqual([]);
    expect(api.calls.at(-1)).toBe('cancel');
    expect(localStorage.length).toBe(0);
  });
});
