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
import { Invitations } from './invitations';

const token = z.string().max(200);
const lookBody = z.strictObject({ token });
const acceptBody = z.strictObject({ token, password: z.string().max(512) });

/** For whoever holds the link of an invitation. */
@ApiExcludeController()
@Controller('api/auth/invitation')
@Public()
export class InvitationController {
  constructor(
    private readonly invitations: Invitations,
    private readonly steps: SignInSteps,
  ) {}

  /** Whom the link is for, so that he sees it before he sets a password. */
  @Post('look')
  @HttpCode(200)
  async look(@Req() request: KnownRequest, @Body() body: unknown) {
    assertNotForeign(request);
    const { name, role, invitedUntil } = await this.invitations.look(readBody(lookBody, body).token);
    return { name, role, expiresAt: formatTime(invitedUntil ?? 0) };
  }

  @Post('accept')
  @HttpCode(200)
  async accept(@Req() request: KnownRequest, @Res({ passthrough: true }) response: Response, @Body() body: unknown) {
    assertNotForeign(request);
    const { token: link, password } = readBody(acceptBody, body);
    const user = await this.invitations.accept(link, password, request.requestId);
    return replyAfterPassword(request, response, await this.steps.afterPassword(user, clientOf(request)));
  }
}
