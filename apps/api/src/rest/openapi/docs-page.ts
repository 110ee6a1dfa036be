/** What the page of the document is made of: no script and no style inside it, so that the strict policy holds. */

/**
 * Policy of the page: as everywhere, but that the viewer of the document may make HTML of its Markdown, through its sanitiser's policy and that of
 * the page's own script, which lets plain structure through and nothing that runs or loads.
 */
export const docsPolicy = (): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default dompurify',
  ].join('; ');

export const DOCS_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Wireledger API</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/api/docs/swagger-ui.css" />
    <link rel="stylesheet" href="/api/docs/docs.css" />
    <script src="/api/docs/swagger-ui-bundle.js" defer></script>
    <script src="/api/docs/docs.js" defer></script>
  </head>
  <body>
    <header class="bar">
      <h1>Wireledger API</h1>
      <nav aria-label="Elsewhere">
        <a href="/">Console</a>
      </nav>
    </header>
    <main>
      <form id="ask" class="ask" hidden>
        <label for="token">Token</label>
        <p id="about">
          The description is for administrators who are signed in, and for tokens that read. Make one on the host:
          <code>npx wireledger token create --role analyst</code>
        </p>
        <div class="row">
          <input id="token" type="password" autocomplete="off" spellcheck="false" required aria-describedby="about problem" />
          <button type="submit">Show</button>
        </div>
        <p id="problem" class="problem" role="alert"></p>
      </form>
      <p id="waiting" class="waiting" role="status">Loading the description …</p>
      <div id="document"></div>
    </main>
    <noscript><p class="waiting">This page needs its script. The same description stands in docs/openapi.json.</p></noscript>
  </body>
</html>
`;

export const DOCS_SCRIPT = `'use strict';
(() => {
  // The viewer writes the HTML of the description's Markdown: structure passes, and nothing that could run or load.
  const TAGS = /^<\\/?(?:p|br|code|pre|ul|ol|li|em|strong|h[1-6]|blockquote|hr|table|thead|tbody|tr|th|td|div|span|a)(?: (?:href="https?:[^"<>]*"|class="[\\w -]*"|target="_blank"|rel="[\\w ]*"))* ?\\/?>$/i;
  const inert = (html) => html.replace(/<[^>]*>?/g, (tag) => (TAGS.test(tag) ? tag : ''));
  if (window.trustedTypes) window.trustedTypes.createPolicy('default', { createHTML: inert });

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const theme = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
  dark.addEventListener('change', theme);
  theme();

  const at = (id) => document.getElementById(id);
  const [form, field, problem, waiting] = ['ask', 'token', 'problem', 'waiting'].map(at);
  let bearer = '';

  /** The token of whoever is signed in to the console in this browser; '' of nobody. */
  async function ofSession() {
    const response = await fetch('/api/auth/refresh', { method: 'POST', headers: { 'x-wireledger': '1' } });
    return response.status === 200 ? (await response.json()).accessToken : '';
  }

  async function load(token) {
    const response = await fetch('/api/openapi.json', { headers: { authorization: 'Bearer ' + token } });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.message);
    bearer = token;
    return answer;
  }

  function show(spec) {
    form.hidden = true;
    waiting.hidden = true;
    SwaggerUIBundle({
      spec,
      domNode: at('document'),
      deepLinking: true,
      docExpansion: 'list',
      defaultModelsExpandDepth: 0,
      filter: true,
      persistAuthorization: false,
      syntaxHighlight: { activated: false },
      tryItOutEnabled: false,
      validatorUrl: null,
      requestInterceptor: (request) => {
        if (new URL(request.url, location.href).origin === location.origin && !request.headers.Authorization)
          request.headers.Authorization = 'Bearer ' + bearer;
        return request;
      },
    });
  }

  function ask(message) {
    waiting.hidden = true;
    form.hidden = false;
    problem.textContent = message;
    field.focus();
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    problem.textContent = '';
    try {
      show(await load(field.value.trim()));
    } catch (error) {
      ask(error.message);
      return;
    }
    field.value = '';
  });

  (async () => {
    try {
      const token = await ofSession();
      if (token === '') return ask('');
      show(await load(token));
    } catch (error) {
      ask(error.message);
    }
  })();
})();
`;

export const DOCS_STYLE = `:root {
  color-scheme: light dark;
  --page: light-dark(#f6f7f9, #14171c);
  --card: light-dark(#ffffff, #1c2027);
  --ink: light-dark(#1b2430, #e6e9ee);
  --soft: light-dark(#53606f, #a3adba);
  --line: light-dark(#d5dbe3, #333a45);
  --accent: light-dark(#1a5fb4, #7db4f5);
  --bad: light-dark(#a51d2d, #ff8f88);
}
body {
  margin: 0;
  background: var(--page);
  color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif;
}
.bar {
  display: flex;
  align-items: baseline;
  gap: 24px;
  padding: 12px 24px;
  border-bottom: 1px solid var(--line);
  background: var(--card);
}
.bar h1 { margin: 0; font-size: 18px; }
.bar nav { display: flex; gap: 16px; }
a { color: var(--accent); }
main { max-width: 1200px; margin: 0 auto; padding: 0 16px 48px; }
.ask {
  max-width: 560px;
  margin: 48px auto;
  padding: 24px;
  border: 1px solid var(--line);
  border-radius: 8px;
  background: var(--card);
}
.ask label { font-weight: 600; }
.ask p { margin: 4px 0 12px; color: var(--soft); }
.ask .row { display: flex; gap: 8px; }
.ask input {
  flex: 1;
  padding: 8px;
  border: 1px solid var(--line);
  border-radius: 4px;
  background: var(--page);
  color: var(--ink);
  font: inherit;
}
.ask button {
  padding: 8px 20px;
  border: 0;
  border-radius: 4px;
  background: var(--accent);
  color: light-dark(#ffffff, #10141a);
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
.ask .problem { margin: 12px 0 0; color: var(--bad); }
.waiting { margin: 48px auto; text-align: center; color: var(--soft); }
html.dark-mode, html.dark-mode body, html.dark-mode .swagger-ui { background: var(--page); }
.swagger-ui .scheme-container, .swagger-ui .authorization__btn { display: none; }
/* The package writes white on bright grounds. */
.swagger-ui .opblock .opblock-summary-method, .swagger-ui .info .title small .version,
.swagger-ui .info .title small.version-stamp pre { color: #10141a; text-shadow: none; }
.swagger-ui .info .title small { background: #b9c2cf; }
.swagger-ui .info .title small.version-stamp { background: #89bf04; }
.swagger-ui .info { margin: 24px 0; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;
