import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DomainError } from '@wireledger/kernel';
import type { Response } from 'express';
import { z } from 'zod';

import { Public } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { readBody } from '../http/read-body';
import { Flows } from '../oidc/flows';
import { originOf as whereFrom } from '../http/request-origin';
import type { Origin } from './access-journal';
import { Bootstrap } from './bootstrap';
import { deviceMark, refreshCookie, setDeviceMark, setRefreshCookie } from './cookies';
import { KnownDevices } from './known-devices';
import type { Offer } from './mfa/factor-enrolment';
import { type AfterPassword, type Pending, SignInSteps } from './mfa/sign-in-steps';
import { Sessions, type SignedInAnswer } from './sessions';
import { SignIn } from './sign-in';

const bootstrapBody = z.strictObject({ token: z.string().max(200), name: z.string(), password: z.string() });
const codeBody = z.strictObject({ token: z.string().max(200), code: z.string().max(64) });
const signInBody = z.strictObject({ name: z.string(), password: z.string() });

/** Sign-in of browsers. The refresh cookie works with these routes alone, and only from the console's own pages. */
@ApiExcludeController()
@Controller('api/auth')
@Public()
export class AuthController {
  constructor(
    private readonly bootstrap: Bootstrap,
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly steps: SignInSteps,
    private readonly flows: Flows,
    private readonly devices: KnownDevices,
  ) {}

  @Get('state')
  state(): { bootstrapNeeded: boolean; provider: string | null; passwordLength: number } {
    const { needed: bootstrapNeeded, passwordLength } = this.bootstrap;
    return { bootstrapNeeded, provider: this.flows.provider?.config.name ?? null, passwordLength };
  }

  @Post('bootstrap')
  @HttpCode(200)
  async useLink(@Req() request: KnownRequest, @Res({ passthrough: true }) response: Response, @Body() body: unknown) {
    assertNotForeign(request);
    const { token, name, password } = readBody(bootstrapBody, body);
    const user = await this.bootstrap.useLink(token, name, password, request.requestId);
    return replyAfterPassword(request, response, await this.steps.afterPassword(user, clientOf(request)));
  }

  @Post('sign-in')
  @HttpCode(200)
  async withPassword(
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) response: Response,
    @Body() body: unknown,
  ) {
    assertNotForeign(request);
    const { name, password } = readBody(signInBody, body);
    const user = await this.signIn.verify(name, password, originOf(request), deviceMark(request));
    return replyAfterPassword(request, response, await this.steps.afterPassword(user, clientOf(request)));
  }

  /** The second step of somebody who has a second factor: a code of his app, or a recovery code. */
  @Post('code')
  @HttpCode(200)
  async withCode(@Req() request: KnownRequest, @Res({ passthrough: true }) response: Response, @Body() body: unknown) {
    assertNotForeign(request);
    const { token, code } = readBody(codeBody, body);
    return this.replyKnown(request, response, await this.steps.withCode(token, code, clientOf(request)));
  }

  /** The second step of somebody whose role demands a second factor that he has not yet: the first code of his app. */
  @Post('enrolment')
  @HttpCode(200)
  async withEnrolment(
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) response: Response,
    @Body() body: unknown,
  ) {
    assertNotForeign(request);
    const { token, code } = readBody(codeBody, body);
    const { answer, recoveryCodes } = await this.steps.withEnrolment(token, code, clientOf(request));
    return { ...this.replyKnown(request, response, answer), recoveryCodes };
  }

  @Post('refresh')
  @HttpCode(200)
  async refresh(@Req() request: KnownRequest, @Res({ passthrough: true }) response: Response) {
    assertConsole(request);
    const token = refreshCookie(request);
    if (token === '') {
      // nobody has signed in here: an answer, not a failure
      response.status(204);
      return undefined;
    }
    try {
      const answer = await this.sessions.refresh(token, originOf(request), markOf(request));
      return replySignedIn(request, response, answer);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'SESSION_ENDED') setRefreshCookie(request, response, '');
      throw error;
    }
  }

  @Post('sign-out')
  @HttpCode(204)
  async signOut(@Req() request: KnownRequest, @Res({ passthrough: true }) response: Response): Promise<void> {
    assertConsole(request);
    await this.sessions.signOut(refreshCookie(request), request.requestId);
    setRefreshCookie(request, response, '');
    response.setHeader('Clear-Site-Data', '"cache", "storage"');
  }

  /** He has proven himself by a second factor here: this browser is his. */
  private replyKnown(request: KnownRequest, response: Response, answer: SignedInAnswer): SignedInAnswer['body'] {
    const body = replySignedIn(request, response, answer);
    setDeviceMark(request, response, this.devices.mark(body.viewer.id));
    return body;
  }
}

/** Sets the refresh cookie; what is answered beside it. */
function replySignedIn(request: KnownRequest, response: Response, answer: SignedInAnswer): SignedInAnswer['body'] {
  setRefreshCookie(request, response, answer.refreshToken);
  return answer.body;
}

type PasswordAnswer = SignedInAnswer['body'] | { readonly pending: Pending & Partial<Pick<Offer, 'secret' | 'uri'>> };

/** What is answered when the password was right: a session, or what is missing yet. */
export function replyAfterPassword(request: KnownRequest, response: Response, after: AfterPassword): PasswordAnswer {
  if (after.is === 'signedIn') return replySignedIn(request, response, after.answer);
  const { pending, offer } = after;
  return { pending: offer ? { ...pending, secret: offer.secret, uri: offer.uri } : pending };
}

const header = (request: KnownRequest, name: string): string => {
  const value = request.headers[name];
  return typeof value === 'string' ? value.slice(0, 200) : '';
};

/** Where a request came from. */
export const originOf = (request: KnownRequest): Origin => ({
  ...whereFrom(request),
  requestId: request.requestId,
});

/** What tells this client from others. */
export const markOf = (request: KnownRequest) => ({
  agent: header(request, 'user-agent'),
  nonce: header(request, 'x-wireledger-nonce'),
});

export const clientOf = (request: KnownRequest) => ({
  origin: originOf(request),
  mark: markOf(request),
  former: refreshCookie(request),
});

const foreign = (message: string) => new DomainError('FOREIGN_ORIGIN', message);

/** @throws DomainError FOREIGN_ORIGIN */
export function assertNotForeign(request: KnownRequest): void {
  if (request.originKind === 'foreign')
    throw foreign('This request came from a page of another site. Open the console itself.');
}

/** What a form on another site cannot send: our own Origin, and a header of its own. @throws DomainError FOREIGN_ORIGIN */
export function assertConsole(request: KnownRequest): void {
  if (request.originKind !== 'own') throw foreign('The Origin of the request is not the console.');
  if (header(request, 'x-wireledger') !== '1') throw foreign('The header `x-wireledger: 1` is missing.');
}
