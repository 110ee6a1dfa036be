import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';

import { Public } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { assertConsole, clientOf, replyAfterPassword } from '../auth/auth.controller';
import { readBody } from '../http/read-body';
import { flowCookie, setFlowCookie } from './flow-cookie';
import { Flows } from './flows';
import { ProviderSignIn } from './provider-sign-in';

const beginBody = z.strictObject({ invitation: z.string().max(200).optional() });
/** What follows the question mark in the address that the provider sent the browser to. */
export const returnBody = z.strictObject({ query: z.string().max(8000) });

/** Sign-in by the provider. Begun and ended by the console's own pages alone; between the two the browser is at the provider. */
@ApiExcludeController()
@Controller('api/auth/oidc')
@Public()
export class OidcController {
  constructor(
    private readonly signIn: ProviderSignIn,
    private readonly flows: Flows,
  ) {}

  @Post('begin')
  @HttpCode(200)
  async begin(@Req() request: KnownRequest, @Res({ passthrough: true }) response: Response, @Body() body: unknown) {
    assertConsole(request);
    const { url, cookie } = await this.signIn.begin(readBody(beginBody, body).invitation ?? null);
    setFlowCookie(request, response, cookie);
    return { url };
  }

  @Post('finish')
  @HttpCode(200)
  async finish(@Req() request: KnownRequest, @Res({ passthrough: true }) response: Response, @Body() body: unknown) {
    assertConsole(request);
    const { query } = readBody(returnBody, body);
    setFlowCookie(request, response, '');
    const after = await this.signIn.finish(flowCookie(request), query, clientOf(request));
    return replyAfterPassword(request, response, after);
  }

  /** Where to sign out at the provider too; null when it offers no such page. */
  @Post('sign-out')
  @HttpCode(200)
  async signOut(@Req() request: KnownRequest): Promise<{ url: string | null }> {
    assertConsole(request);
    return { url: await this.flows.known.logoutUrl() };
  }
}
