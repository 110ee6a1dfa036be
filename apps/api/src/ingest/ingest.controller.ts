import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { EnrolBody, type TailAnswer, type TakenAnswer } from '@wireledger/ingest';

import { Public } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { originOf } from '../http/request-origin';
import { readBody } from '../http/read-body';
import { EnrolmentDoor } from './enrolment-door';
import { IngestDoor } from './ingest-door';

/** The way in for sensors on other machines (docs/remote-sensors.md). Nobody is signed in here: each request proves itself. */
@ApiExcludeController()
@Controller('api/ingest')
@Public()
export class IngestController {
  constructor(
    private readonly door: IngestDoor,
    private readonly enrolment: EnrolmentDoor,
  ) {}

  @Post()
  @HttpCode(202)
  append(@Req() request: KnownRequest): Promise<TakenAnswer> {
    return this.door.append(request);
  }

  @Post('tail')
  @HttpCode(200)
  tail(@Req() request: KnownRequest): Promise<TailAnswer> {
    return this.door.tail(request);
  }

  /** A sensor gives its key. */
  @Post('enrol')
  @HttpCode(200)
  enrol(@Req() request: KnownRequest, @Body() body: unknown): Promise<{ sensor: string; key: string }> {
    return this.enrolment.enrol(readBody(EnrolBody, body), originOf(request).ip, request.requestId);
  }
}
