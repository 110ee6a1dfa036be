// A real OpenID Connect provider on loopback, for tests: `node run-oidc-provider.mjs '<settings as JSON>'`. Prints its issuer once it listens.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

/** { port, clients, accounts: { login: { claims, amr } } } */
const { port, clients, accounts } = JSON.parse(process.argv[2]);
const server = createServer();
await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
const issuer = `http://localhost:${server.address().port}`;

const provider = new Provider(issuer, {
  clients,
  claims: {
    openid: ['sub', 'amr', 'auth_time'],
    email: ['email', 'email_verified'],
    profile: ['name', 'preferred_username', 'groups'],
  },
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
  pkce: { required: () => true },
  cookies: { keys: ['only for a test'] },
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  findAccount: (_ctx, id) => accounts[id] && { accountId: id, claims: () => ({ sub: id, ...accounts[id].claims }) },
  // Whoever signs in here lets the client have what it asks for.
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid profile email');
    await grant.save();
    return grant;
  },
});

const page = (uid, text) =>
  `<!doctype html><html lang="en"><title>Local provider</title><h1>Local provider</h1><p>${text}</p>
   <form method="post" action="/interaction/${uid}"><label>Login <input name="login" autofocus></label><button>Sign in</button>
   <button name="deny" value="1">Deny</button></form></html>`;

const handle = provider.callback();
server.on('request', async (request, response) => {
  const uid = /^\/interaction\/([\w-]+)$/.exec(request.url ?? '')?.[1];
  if (!uid) return handle(request, response);
  try {
    if (request.method === 'GET') {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      return response.end(page(uid, 'Who are you?'));
    }
    let body = '';
    for await (const part of request) body += part;
    const form = new URLSearchParams(body);
    const login = form.get('login') ?? '';
    const result =
      form.has('deny') || !accounts[login]
        ? { error: 'access_denied', error_description: 'nobody signed in' }
        : { login: { accountId: login, amr: accounts[login].amr ?? ['pwd'] } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  } catch (error) {
    response.statusCode = 400;
    response.end(String(error));
  }
});
process.stdout.write(`${issuer}\n`);
process.on('disconnect', () => process.exit(0));
