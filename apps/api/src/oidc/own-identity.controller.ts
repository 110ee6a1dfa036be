import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';

import { Allow } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { personOf } from '../account/person';
import { originOf } from '../auth/auth.controller';
import { UserDirectory } from '../auth/user-directory';
import { readBody } from '../http/read-body';
import { flowCookie, setFlowCookie } from './flow-cookie';
import type { Departure } from './flows';
import { returnBody } from './oidc.controller';
import { OwnIdentity } from './own-identity';

const proofBody = z.strictObject({ password: z.string().max(512), code: z.string().max(64).optional() });
const stepUpBody = z.strictObject({ permission: z.string().max(40), reason: z.string().max(1000) });

/** The identity at the provider of whoever asks. Authenticated by bearer token alone, so no page of another site can ask for it. */
@ApiExcludeController()
@Controller('api/account/identity')
@Allow('profile.own')
export class OwnIdentityController {
  constructor(
    private readonly identity: OwnIdentity,
    private readonly directory: UserDirectory,
  ) {}

  @Get()
  show(@Req() request: KnownRequest) {
    return this.identity.show(this.person(request));
  }

  @Post('link')
  @HttpCode(200)
  async link(@Req() request: KnownRequest, @Res({ passthrough: true }) response: Response, @Body() body: unknown) {
    const proof = readBody(proofBody, body);
    return depart(request, response, await this.identity.beginLink(this.person(request), proof, originOf(request)));
  }

  @Post('step-up')
  @HttpCode(200)
  async stepUp(@Req() request: KnownRequest, @Res({ passthrough: true }) response: Response, @Body() body: unknown) {
    const asked = readBody(stepUpBody, body);
    return depart(request, response, await this.identity.beginStepUp(this.person(request), asked));
  }

  /** Back from the provider with either of the two. */
  @Post('finish')
  @HttpCode(200)
  finish(@Req() request: KnownRequest, @Res({ passthrough: true }) response: Response, @Body() body: unknown) {
    const { query } = readBody(returnBody, body);
    setFlowCookie(request, response, '');
    return this.identity.finish(this.person(request), flowCookie(request), query, originOf(request));
  }

  @Post('unlink')
  @HttpCode(200)
  unlink(@Req() request: KnownRequest, @Body() body: unknown) {
    return this.identity.unlink(this.person(request), readBody(proofBody, body), originOf(request));
  }

  private person(request: KnownRequest) {
    return personOf(request, this.directory);
  }
}

function depart(request: KnownRequest, response: Response, { url, cookie }: Departure): { url: string } {
  setFlowCookie(request, response, cookie);
  return { url };
}
