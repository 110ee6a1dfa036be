import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { parseGrant } from '@wireledger/domain';
import { DomainError } from '@wireledger/kernel';
import type { Response } from 'express';
import { z } from 'zod';

import { ControlOnly } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { AddressErasures } from '../erasure/address-erasure';
import { Erasure } from '../erasure/erasure';
import { ApiTokens, DEFAULT_TOKEN_DAYS } from '../auth/api-tokens';
import { Bootstrap } from '../auth/bootstrap';
import { readBody } from '../http/read-body';
import { SensorDesk } from '../ingest/sensor-desk';
import type { RemoteSensorShown } from '../schema/remote-sensors';
import { SystemHealth } from '../health/system-health';
import { packetsAsked, packetsBody, sendPackets } from '../packets/packets.controller';
import { PacketVault } from '../packets/packet-vault';
import { PublicAddress } from './public-address';

const tokenBody = z.strictObject({
  role: z.string().optional(),
  kind: z.string().optional(),
  clear: z.boolean().optional(),
  scope: z.unknown().optional(),
  days: z.number().optional(),
});

const enrolBody = z.strictObject({ name: z.string().max(100), minutes: z.number().optional() });
const revokeBody = z.strictObject({ name: z.string().max(100), reason: z.string().max(2000) });
const eraseBody = z.strictObject({ id: z.string().max(64), reason: z.string().trim().min(1).max(500) });
const eraseAddressBody = z.strictObject({ address: z.string().max(254), reason: z.string().trim().min(1).max(500) });
const hostPacketsBody = packetsBody.extend({
  reason: z.string().trim().min(1).max(400),
  /** As masked readers get them. */
  masked: z.boolean().default(false),
});

/** Commands of this host: `wireledger user bootstrap`, `user erase`, `token create`, `sensor enrol`, `packets`, `replay --wait`. */
@ApiExcludeController()
@Controller('api/control')
@ControlOnly()
export class ControlController {
  constructor(
    private readonly bootstrap: Bootstrap,
    private readonly tokens: ApiTokens,
    private readonly health: SystemHealth,
    private readonly address: PublicAddress,
    private readonly sensors: SensorDesk,
    private readonly erasure: Erasure,
    private readonly addresses: AddressErasures,
    private readonly vault: PacketVault,
  ) {}

  @Post('bootstrap-link')
  @HttpCode(200)
  async bootstrapLink(): Promise<{ url: string; expiresAt: string }> {
    const { token, expiresAt } = await this.bootstrap.createLink();
    return { url: `${this.address.url}/welcome#token=${token}`, expiresAt: new Date(expiresAt).toISOString() };
  }

  @Post('tokens')
  @HttpCode(200)
  async createToken(@Req() request: KnownRequest, @Body() body: unknown): Promise<{ token: string }> {
    const { days = DEFAULT_TOKEN_DAYS, ...said } = readBody(tokenBody, body);
    const grant = parseGrant(said);
    const order = { grant, days, name: '', owner: null, reason: null };
    return { token: (await this.tokens.issue(order, 'system:host', request.requestId)).text };
  }

  @Post('sensors')
  @HttpCode(200)
  async enrolSensor(@Req() { requestId }: KnownRequest, @Body() body: unknown): Promise<{ code: string; url: string }> {
    const { code } = await this.sensors.enrol(readBody(enrolBody, body), { actor: 'system:host', requestId });
    return { code, url: this.address.url };
  }

  @Post('sensors/revoke')
  @HttpCode(200)
  async revokeSensor(@Req() { requestId }: KnownRequest, @Body() body: unknown): Promise<object> {
    const { name, reason } = readBody(revokeBody, body);
    await this.sensors.revoke(name, reason, { actor: 'system:host', requestId });
    return {};
  }

  @Get('sensors')
  remoteSensors(): { sensors: readonly RemoteSensorShown[] } {
    return { sensors: this.sensors.list() };
  }

  /** Forgets a person; whoever has the host has no second person to ask. The reason goes to the audit trail. */
  @Post('erase')
  @HttpCode(200)
  async erase(@Req() request: KnownRequest, @Body() body: unknown): Promise<{ id: string; name: string }> {
    const { id } = readBody(eraseBody, body);
    const deed = { actor: 'system:host', by: '', requestId: request.requestId };
    const { user } = await this.erasure.erase({ id }, deed);
    return { id: user.id, name: user.name };
  }

  /** Forgets an e-mail address of channels. */
  @Post('erase-address')
  @HttpCode(200)
  async eraseAddress(@Req() request: KnownRequest, @Body() body: unknown): Promise<{ id: string; label: string }> {
    const { address } = readBody(eraseAddressBody, body);
    const deed = { actor: 'system:host', requestId: request.requestId };
    const { id, label } = await this.addresses.erase(address, deed);
    return { id, label };
  }

  /** Stored packets that a filter lets pass, as pcapng: `wireledger packets`. */
  @Post('packets')
  @HttpCode(200)
  async packets(@Req() request: KnownRequest, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const { reason, masked, ...asked } = readBody(hostPacketsBody, body);
    const file = await this.vault.fileForHost(packetsAsked(asked), masked, reason, request.requestId);
    await sendPackets(file, response);
  }

  /** How far each projection and the detectors are, and the log's head. */
  @Get('projections')
  async projections() {
    const { status, logHead, projections } = await this.health.read();
    if (status === 'down')
      throw new DomainError('STALE', 'The log or the read models do not answer. Try again in a moment.');
    return {
      head: logHead,
      projections: projections.map(({ name, position, state, lagSeconds }) => ({ name, position, state, lagSeconds })),
    };
  }
}
