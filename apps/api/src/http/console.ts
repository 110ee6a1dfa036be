import { existsSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';

import { nonceOf } from './security-headers';

/** Paths that are not the console's. */
const SERVER_PATHS = /^\/(api|graphql|health|metrics)(\/|$)/;
/** The build writes a hash into the name of every file but the page itself. */
const HASHED = /[-.][A-Za-z0-9_]{8,}\.(?:js|css|woff2?|svg|png|ico|map|json)$/;

/** A file of the build that is not there is not the page: a script tag would run HTML. Names and addresses in paths end in dots and letters too. */
const MISSING_FILE = /^\/(?:media\/)?[^/]+\.(?:js|css|woff2?|svg|png|ico|map|json|txt)$/;

const MISSING = 'The console is not built. Run `npm start`, or `npx nx run web:build`, then load this page again.\n';

/** Serves the built console: hashed files for ever, the page fresh with a nonce of its own, and the page for every other path too. */
export function serveConsole(app: NestExpressApplication, folder: string): void {
  const page = path.join(folder, 'index.html');
  const html = existsSync(page) ? readFileSync(page, 'utf8') : null;
  const assets: RequestHandler = (request, response, next) => {
    if (request.path === '/index.html') response.redirect(308, '/');
    else next();
  };
  app.use(assets);
  app.useStaticAssets(folder, {
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    setHeaders: (response: ServerResponse, file: string) =>
      void response.setHeader('Cache-Control', HASHED.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache'),
  });
  const fallback: RequestHandler = (request, response, next) => {
    if (SERVER_PATHS.test(request.path) || (request.method !== 'GET' && request.method !== 'HEAD')) return next();
    if (MISSING_FILE.test(request.path)) return next();
    response.setHeader('Cache-Control', 'no-store');
    if (html === null) response.status(503).type('text/plain').send(MISSING);
    else response.type('html').send(html.replaceAll('CSP_NONCE', nonceOf(response)));
  };
  app.use(fallback);
}
