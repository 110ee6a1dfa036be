import { Client } from 'pg';

const TABLE = `
create schema if not exists bench_latency;
create table if not exists bench_latency.event (id bigint generated always as identity primary key, data jsonb not null)`;
const INSERT = { name: 'insert', text: 'insert into bench_latency.event (data) values ($1)' } as const;

/** What a latency is compared with: a row, a commit that waits for the disk, and the same again. */
export class DurableCommits {
  private constructor(private readonly client: Client) {}

  static async open(connectionString: string): Promise<DurableCommits> {
    const client = new Client({ connectionString });
    await client.connect();
    await client.query(TABLE);
    return new DurableCommits(client);
  }

  /** Milliseconds that two of them take, one after the other; `json`: what each writes. */
  async two(json: string): Promise<number> {
    const began = performance.now();
    for (let n = 0; n < 2; n++) await this.client.query({ ...INSERT, values: [json] });
    return performance.now() - began;
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
