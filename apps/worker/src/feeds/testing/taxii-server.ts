import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const TYPE = 'application/taxii+json;version=2.1';

/** An object of the collection, and when it was added (RFC 3339). */
export interface Added {
  readonly at: string;
  readonly object: object;
}

/** A TAXII 2.1 server (OASIS, §3 to §5) with one collection that may be read, and one that may not; Basic authentication. */
export class TaxiiServer {
  readonly objects: Added[] = [];
  /** Queries of the pages that were asked for. */
  readonly asked: URLSearchParams[] = [];
  /** Most objects in a page. */
  pageSize = 2;
  /** Gives no `next`: the reader goes on by time (§3.4). */
  withoutNext = false;
  /** Says for ever that there is more, and not where. */
  stuck = false;
  /** Breaks the connection off at this page of a round, counted from 1; 0 = never. */
  breaksAt = 0;
  collections: object[] = [
    { id: '91a7b528-80eb-42ed-a74d-c6fbd5a26116', title: 'Indicators', can_read: true, can_write: false },
    { id: '52892447-4d7e-4f70-b94d-d7f22742ff63', title: 'Inbox', can_read: false, can_write: true },
  ];
  private constructor(private readonly server: Server) {}

  static async start(): Promise<TaxiiServer> {
    const server = createServer((request, response) => taxii.answer(request, response));
    const taxii = new TaxiiServer(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return taxii;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private answer({ url = '/', headers }: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, this.url);
    const say = (status: number, body: object, more: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': TYPE, ...more }).end(JSON.stringify(body));
    if (headers.authorization !== `Basic ${Buffer.from('reader:s3cret').toString('base64')}`)
      return void say(401, { title: 'Unauthorized' }, { 'www-authenticate': 'Basic' });
    if (headers.accept !== TYPE) return void say(406, { title: 'Not Acceptable' });
    if (pathname === '/taxii2/')
      return void say(200, { title: 'Test', default: `${this.url}/root/`, api_roots: [`${this.url}/root/`] });
    if (pathname === '/root/') return void say(200, { title: 'Root', versions: [TYPE], max_content_length: 1e6 });
    if (pathname === '/root/collections/') return void say(200, { collections: this.collections });
    if (pathname !== '/root/collections/91a7b528-80eb-42ed-a74d-c6fbd5a26116/objects/')
      return void say(404, { title: 'Not Found' });
    this.asked.push(searchParams);
    if (this.breaksAt > 0 && this.asked.length === this.breaksAt) return void response.destroy();
    this.page(searchParams, say);
  }

  /** §5.4: what was added after a time, in the order of adding, a page at a time. */
  private page(
    query: URLSearchParams,
    say: (status: number, body: object, more?: Record<string, string>) => void,
  ): void {
    const [after, type] = [query.get('added_after') ?? '', query.get('match[type]')];
    const found = this.objects
      .filter(({ at, object }) => at > after && (type === null || (object as { type: string }).type === type))
      .sort((a, b) => (a.at < b.at ? -1 : 1));
    const from = Number(query.get('next') ?? 0);
    const page = found.slice(from, from + Math.min(this.pageSize, Number(query.get('limit') ?? 1000)));
    const [first, last] = [page[0], page.at(-1)];
    if (this.stuck) return say(200, { more: true, objects: page.map(({ object }) => object) });
    const more = from + page.length < found.length;
    const dates = first && last ? { 'x-taxii-date-added-first': first.at, 'x-taxii-date-added-last': last.at } : {};
    const next = more && !this.withoutNext ? { next: String(from + page.length) } : {};
    say(200, page.length === 0 ? {} : { more, ...next, objects: page.map(({ object }) => object) }, dates);
  }
}
