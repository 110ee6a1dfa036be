import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';

import { Allow } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { originOf } from '../auth/auth.controller';
import { UserDirectory } from '../auth/user-directory';
import { readBody } from '../http/read-body';
import { OwnFactor } from './own-factor';
import { personOf } from './person';

/** Everything that a sign-in asks for: the password, and a code of the factor when there is one. */
const proofBody = z.strictObject({ password: z.string().max(512), code: z.string().max(64).optional() });
const confirmBody = z.strictObject({ token: z.string().max(200), code: z.string().max(64) });

/** The second factor of whoever asks. Authenticated by bearer token alone, so no page of another site can ask for it. */
@ApiExcludeController()
@Controller('api/account/factor')
@Allow('profile.own')
export class OwnFactorController {
  constructor(
    private readonly factor: OwnFactor,
    private readonly directory: UserDirectory,
  ) {}

  @Get()
  show(@Req() request: KnownRequest) {
    return this.factor.show(this.person(request).user);
  }

  @Post('offer')
  @HttpCode(200)
  offer(@Req() request: KnownRequest, @Body() body: unknown) {
    return this.factor.offer(this.person(request), readBody(proofBody, body), originOf(request));
  }

  @Post('confirm')
  @HttpCode(200)
  confirm(@Req() request: KnownRequest, @Body() body: unknown) {
    const { token, code } = readBody(confirmBody, body);
    return this.factor.confirm(this.person(request), token, code, originOf(request));
  }

  @Post('codes')
  @HttpCode(200)
  codes(@Req() request: KnownRequest, @Body() body: unknown) {
    return this.factor.renewCodes(this.person(request), readBody(proofBody, body), originOf(request));
  }

  @Post('remove')
  @HttpCode(200)
  remove(@Req() request: KnownRequest, @Body() body: unknown) {
    return this.factor.remove(this.person(request), readBody(proofBody, body), originOf(request));
  }

  private person(request: KnownRequest) {
    return personOf(request, this.directory);
  }
}
