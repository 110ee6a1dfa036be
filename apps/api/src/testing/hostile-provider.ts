import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';

/** What the provider lies about. Everything that is not said is as it should be. */
export interface Lies {
  readonly claims?: JWTPayload;
  /** Leaves claims out. */
  readonly without?: readonly string[];
  /** Signs with another key, or with the client's secret, or not at all. */
  readonly signedBy?: 'stranger' | 'secret' | 'nobody';
  /** Instead of a token response. */
  readonly tokenAnswer?: { readonly status: number; readonly body: string; readonly headers?: Record<string, string> };
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly userInfo?: Readonly<Record<string, unknown>>;
  /** Answers nothing for ever. */
  readonly silent?: boolean;
}

interface Asked {
  readonly client: string;
  readonly redirect: string;
  readonly challenge: string;
  readonly nonce: string;
  readonly state: string;
}

/** A provider of our own on loopback that follows the rules unless it is told to lie. It keeps codes to itself: each is good once, for one verifier. */
export class HostileProvider {
  lies: Lies = {};
  /** Bodies that came to the token endpoint. */
  readonly tokenRequests: URLSearchParams[] = [];
  /** Requests by path. */
  readonly paths: string[] = [];
  private readonly codes = new Map<string, Asked>();
  private readonly key = generateKeyPairSync('rsa', { modulusLength: 2048 });
  private readonly strange = generateKeyPairSync('rsa', { modulusLength: 2048 });
  private count = 0;

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
    private readonly secret: string,
  ) {
    server.on('request', (request, response) => {
      void this.answer(request).then((answer) => {
        if (!answer) return;
        const { status = 200, headers = {}, body } = answer;
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      });
    });
  }

  static async start(secret: string): Promise<HostileProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new HostileProvider(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, secret);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Whoever is sent here signs in as `subject` at once. Answers what stands behind the question mark of the address that he is sent back to. */
  visit(url: string, more: Readonly<Record<string, string>> = {}): URLSearchParams {
    const { searchParams: said } = new URL(url);
    const of = (name: string) => said.get(name) ?? '';
    const code = `code-${++this.count}`;
    const [client, redirect] = [of('client_id'), of('redirect_uri')];
    this.codes.set(code, { client, redirect, challenge: of('code_challenge'), nonce: of('nonce'), state: of('state') });
    return new URLSearchParams({ code, state: of('state'), iss: this.issuer, ...more });
  }

  private async answer(
    request: IncomingMessage,
  ): Promise<{ status?: number; headers?: Record<string, string>; body: unknown } | null> {
    const path = request.url ?? '';
    this.paths.push(path);
    if (this.lies.silent) return null;
    if (path === '/.well-known/openid-configuration') return { body: this.metadata() };
    if (path === '/jwks')
      return { body: { keys: [{ ...(await exportJWK(this.key.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] } };
    if (path === '/userinfo') return { body: this.lies.userInfo ?? {} };
    if (path !== '/token') return { status: 404, body: {} };
    let text = '';
    for await (const part of request) text += String(part);
    const form = new URLSearchParams(text);
    this.tokenRequests.push(form);
    if (this.lies.tokenAnswer) return this.lies.tokenAnswer;
    const asked = this.codes.get(form.get('code') ?? '');
    this.codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!asked || asked.challenge !== challenge || asked.redirect !== form.get('redirect_uri'))
      return { status: 400, body: { error: 'invalid_grant' } };
    const body = { access_token: 'opaque', token_type: 'Bearer', expires_in: 60, id_token: await this.idToken(asked) };
    return { body };
  }

  private metadata(): object {
    const { issuer } = this;
    return {
      ...{ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` },
      ...{ jwks_uri: `${issuer}/jwks`, response_types_supported: ['code'], subject_types_supported: ['public'] },
      id_token_signing_alg_values_supported: ['RS256'],
      authorization_response_iss_parameter_supported: true,
      code_challenge_methods_supported: ['S256'],
      ...this.lies.metadata,
    };
  }

  private idToken({ client, nonce }: Asked): Promise<string> | string {
    const now = Math.floor(Date.now() / 1000);
    const said: JWTPayload = {
      ...{ iss: this.issuer, aud: client, sub: 'somebody', nonce, iat: now, exp: now + 60, auth_time: now },
      ...this.lies.claims,
    };
    const claims = Object.fromEntries(Object.entries(said).filter(([name]) => !this.lies.without?.includes(name)));
    const { signedBy } = this.lies;
    if (signedBy === 'nobody') return new UnsecuredJWT(claims).encode();
    const [alg, key]: [string, KeyObject | Uint8Array] =
      signedBy === 'secret'
        ? ['HS256', new TextEncoder().encode(this.secret)]
        : ['RS256', signedBy === 'stranger' ? this.strange.privateKey : this.key.privateKey];
    return new SignJWT(claims).setProtectedHeader({ alg, kid: 'one' }).sign(key);
  }
}
