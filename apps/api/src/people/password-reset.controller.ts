import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { formatTime } from '@wireledger/kernel';
import type { Response } from 'express';
import { z } from 'zod';

import { Public } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { assertNotForeign, clientOf, replyAfterPassword } from '../auth/auth.controller';
import { SignInSteps } from '../auth/mfa/sign-in-steps';
import { readBody } from '../http/read-body';
import { PasswordResets } from './password-resets';

const token = z.string().max(200);
const lookBody = z.strictObject({ token });
const useBody = z.strictObject({ token, password: z.string().max(512) });

/** For whoever holds the link for a new password. */
@ApiExcludeController()
@Controller('api/auth/password-reset')
@Public()
export class PasswordResetController {
  constructor(
    private readonly resets: PasswordResets,
    private readonly steps: SignInSteps,
  ) {}

  /** Whom the link is for, so that he sees it before he sets a password. */
  @Post('look')
  @HttpCode(200)
  async look(@Req() request: KnownRequest, @Body() body: unknown) {
    assertNotForeign(request);
    const { name, passwordReset } = await this.resets.look(readBody(lookBody, body).token);
    return { name, expiresAt: formatTime(passwordReset?.until ?? 0) };
  }

  /** What follows is what follows a right password at a sign-in. */
  @Post('use')
  @HttpCode(200)
  async use(@Req() request: KnownRequest, @Res({ passthrough: true }) response: Response, @Body() body: unknown) {
    assertNotForeign(request);
    const { token: link, password } = readBody(useBody, body);
    const user = await this.resets.use(link, password, request.requestId);
    return replyAfterPassword(request, response, await this.steps.afterPassword(user, clientOf(request)));
  }
}
