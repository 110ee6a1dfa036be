import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HUNT_LIMITS } from '@wireledger/read-models';
import { z } from 'zod';

import { ControlOnly } from '../access/allow';
import { readBody } from '../http/read-body';
import type { Hunt } from '../schema/hunts';
import { HuntDesk } from './hunt-desk';
import { shownHunt } from './shown-hunt';

const huntBody = z.strictObject({ entries: z.array(z.string().max(400)).min(1).max(HUNT_LIMITS.entries) });
const HOST = 'system:host';

/** The command of this host that looks back: `wireledger hunt`. */
@ApiExcludeController()
@Controller('api/control/hunts')
@ControlOnly()
export class HostHuntsController {
  constructor(private readonly desk: HuntDesk) {}

  @Post()
  @HttpCode(200)
  async begin(@Body() body: unknown): Promise<Hunt> {
    return shownHunt(await this.desk.lookForAs(HOST, readBody(huntBody, body).entries));
  }

  @Get(':id')
  async look(@Param('id') id: string): Promise<Hunt> {
    return shownHunt(await this.desk.getAs(HOST, id));
  }
}
