import { createRequire } from 'node:module';
import path from 'node:path';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DomainError } from '@wireledger/kernel';
import type { Response } from 'express';

import { Introspection, Public } from '../../access/allow';
import { DOCS_PAGE, DOCS_SCRIPT, DOCS_STYLE, docsPolicy } from './docs-page';
import { OpenApi } from './open-api';

/** Files of swagger-ui, which the package of the document brings along. */
const swaggerUi = (file: string): string =>
  path.join(
    path.dirname(createRequire(require.resolve('@nestjs/swagger')).resolve('swagger-ui-dist/package.json')),
    file,
  );

/** What the page loads: files of the package, and two of our own. */
const ASSETS: Readonly<Record<string, { readonly type: string; readonly file?: string; readonly text?: string }>> = {
  'swagger-ui-bundle.js': { type: 'text/javascript', file: 'swagger-ui-bundle.js' },
  'swagger-ui.css': { type: 'text/css', file: 'swagger-ui.css' },
  'docs.js': { type: 'text/javascript', text: DOCS_SCRIPT },
  'docs.css': { type: 'text/css', text: DOCS_STYLE },
};

/** The document, and a page that shows it. The page holds nothing: it asks for the document with a token, as everybody does. */
@ApiExcludeController()
@Controller('api')
export class DocsController {
  constructor(private readonly openApi: OpenApi) {}

  @Get('openapi.json')
  @Introspection()
  document(@Res() response: Response): void {
    response.type('application/json').send(this.openApi.text());
  }

  @Get('docs')
  @Public()
  page(@Res() response: Response): void {
    response.setHeader('Content-Security-Policy', docsPolicy());
    response.type('html').send(DOCS_PAGE);
  }

  @Get('docs/:asset')
  @Public()
  asset(@Param('asset') name: string, @Res() response: Response): void {
    const asset = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
    if (!asset) throw new DomainError('NOT_FOUND', 'There is nothing at this address.');
    response.setHeader('Cache-Control', 'no-cache');
    response.type(asset.type);
    if (asset.file === undefined) response.send(asset.text);
    else response.sendFile(swaggerUi(asset.file), { cacheControl: false });
  }
}
