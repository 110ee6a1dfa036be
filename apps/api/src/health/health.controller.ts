import { Controller, Get, HttpCode, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { can } from '@wireledger/access';
import { DomainError } from '@wireledger/kernel';
import { HealthChecks } from '@wireledger/platform';
import type { Response } from 'express';

import { Public } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { subjectOf } from '../access/viewer';
import { MetricsHost } from './metrics-host';

const isLocal = (request: KnownRequest): boolean =>
  request.headers['x-forwarded-for'] === undefined && /^(127\.|::1$|::ffff:127\.)/.test(request.ip ?? '');

/** For supervisors and probes. */
@ApiExcludeController()
@Controller()
@Public()
export class HealthController {
  constructor(
    private readonly checks: HealthChecks,
    private readonly metrics: MetricsHost,
  ) {}

  /** The process answers. */
  @Get('health/live')
  live(): { status: string } {
    return { status: 'ok' };
  }

  /** The process can do its work: 200, or 503 with what is missing. */
  @Get('health/ready')
  @HttpCode(200)
  async ready(@Res({ passthrough: true }) response: Response) {
    const { ok, checks } = await this.checks.run();
    if (!ok) response.status(503);
    return { status: ok ? 'ok' : 'unavailable', checks };
  }

  /** Prometheus text; from this host, or with a token that may read health. */
  @Get('metrics')
  async prometheus(@Req() request: KnownRequest, @Res({ passthrough: true }) response: Response): Promise<string> {
    const allowed = isLocal(request) || (request.viewer && can(subjectOf(request.viewer), 'health.read') === 'allow');
    if (!allowed)
      throw new DomainError('FORBIDDEN', 'Metrics are for this host, or for a token with health.read.', {
        permission: 'health.read',
      });
    response.setHeader('Content-Type', this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}
