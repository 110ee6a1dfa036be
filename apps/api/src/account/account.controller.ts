import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DomainError } from '@wireledger/kernel';
import { z } from 'zod';

import { Allow } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { originOf } from '../auth/auth.controller';
import { Sessions } from '../auth/sessions';
import { UserDirectory } from '../auth/user-directory';
import { readBody } from '../http/read-body';
import { PasswordResets, type ShownReset } from '../people/password-resets';
import { PasswordChange } from './password-change';
import { PasswordCheck } from './password-check';
import { personOf } from './person';

const passwordBody = z.strictObject({ current: z.string().max(512), next: z.string().max(512) });
const password = z.string().max(512);
const endBody = z.union([
  z.strictObject({ session: z.uuid(), password }),
  z.strictObject({ others: z.literal(true), password }),
]);

/** A session as its owner sees it; times RFC 3339. */
interface ShownSession {
  readonly id: string;
  /** The one that asks. */
  readonly current: boolean;
  readonly startedAt: string;
  /** Of the last refresh: five minutes old at most while it is in use. */
  readonly seenAt: string;
  readonly ip: string;
  readonly agent: string;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** What people do with their own account. Authenticated by bearer token alone, so no page of another site can ask for it. */
@ApiExcludeController()
@Controller('api/account')
@Allow('profile.own')
export class AccountController {
  constructor(
    private readonly sessions: Sessions,
    private readonly passwords: PasswordChange,
    private readonly directory: UserDirectory,
    private readonly check: PasswordCheck,
    private readonly resets: PasswordResets,
  ) {}

  @Get('sessions')
  async list(@Req() request: KnownRequest): Promise<{ sessions: ShownSession[] }> {
    const { user, session } = personOf(request, this.directory);
    const sessions = await this.sessions.list(user);
    return {
      sessions: sessions.map(({ id, createdAt, rotatedAt, ip, agent }) => ({
        ...{ id, current: id === session, startedAt: iso(createdAt), seenAt: iso(rotatedAt), ip, agent },
      })),
    };
  }

  /** Wants the password again: whoever found an open browser ends nobody's sessions. */
  @Post('sessions/end')
  @HttpCode(200)
  async end(@Req() request: KnownRequest, @Body() body: unknown): Promise<{ ended: number }> {
    const { user, session } = personOf(request, this.directory);
    const asked = readBody(endBody, body);
    await this.check.verify({ user, session }, asked.password, originOf(request));
    if ('others' in asked)
      return { ended: await this.sessions.endOthers(user.id, session, 'revoked', request.requestId) };
    if (asked.session === session)
      throw new DomainError('OWN_SESSION', 'This is the session that you are using. Sign out to end it.');
    if (!(await this.sessions.end(user.id, asked.session, 'revoked', request.requestId)))
      throw new DomainError('NOT_FOUND', 'You have no open session of this id. Load the list again.');
    return { ended: 1 };
  }

  /** The link that was made for a new password of his, so that he hears of one that he did not ask for. */
  @Get('password')
  offered(@Req() request: KnownRequest): { offered: ShownReset | null } {
    return { offered: this.resets.offeredTo(personOf(request, this.directory).user) };
  }

  @Post('password')
  @HttpCode(200)
  async password(@Req() request: KnownRequest, @Body() body: unknown): Promise<{ ended: number }> {
    const { user, session } = personOf(request, this.directory);
    return { ended: await this.passwords.change(user, session, readBody(passwordBody, body), originOf(request)) };
  }
}
