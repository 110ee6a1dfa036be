import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';

import { Allow } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { originOf } from '../auth/auth.controller';
import { StepUps } from '../auth/mfa/step-ups';
import { UserDirectory } from '../auth/user-directory';
import { readBody } from '../http/read-body';
import { personOf } from './person';

const body = z.strictObject({
  permission: z.string().max(40),
  code: z.string().max(64),
  reason: z.string().max(1000),
});

/** Where somebody proves himself again, for what a permission covers. */
@ApiExcludeController()
@Controller('api/account/step-up')
@Allow('profile.own')
export class StepUpController {
  constructor(
    private readonly stepUps: StepUps,
    private readonly directory: UserDirectory,
  ) {}

  @Post()
  @HttpCode(200)
  grant(@Req() request: KnownRequest, @Body() said: unknown) {
    return this.stepUps.grant(personOf(request, this.directory), readBody(body, said), originOf(request));
  }
}
