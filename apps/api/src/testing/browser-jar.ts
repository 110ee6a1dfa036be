import type { TestApi } from './test-api';

/** One browser at the console: keeps cookies, and sends what the console's own pages send. */
export class BrowserJar {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly api: TestApi) {}

  /** Value of a cookie; undefined = there is none. */
  cookie(name: string): string | undefined {
    return this.cookies.get(name);
  }

  put(name: string, value: string): void {
    this.cookies.set(name, value);
  }

  async post(route: string, json: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.api.fetch(route, {
      json,
      headers: { 'x-wireledger': '1', origin: this.api.url, cookie, ...headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** Sets out for the provider: where the browser is sent. */
  async begin(body: object = {}): Promise<string> {
    const response = await this.post('/api/auth/oidc/begin', body);
    const answer = (await response.json()) as { url: string };
    if (response.status !== 200) throw new Error(JSON.stringify(answer));
    return answer.url;
  }

  /** Comes back with what the provider said. */
  async finish(query: URLSearchParams | string): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await this.post('/api/auth/oidc/finish', { query: String(query) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
}
