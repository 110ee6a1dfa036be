import { Controller, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DomainError } from '@wireledger/kernel';
import { z } from 'zod';

import { Allow } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { actorOf, knownViewer } from '../access/viewer';
import { assertNotForeign } from '../auth/auth.controller';
import { CaptureLibrary, type Kept } from '../captures/capture-library';
import { UploadFolder } from '../captures/upload-folder';
import { readGiven } from './given';
import { Errors } from './openapi/documented';
import { text } from './routes/parameters';

const asked = z.strictObject({ name: text('Name of the file, as people see it.', 5000).default('capture.pcap') });
const TYPES = /^application\/(?:octet-stream|vnd\.tcpdump\.pcap)(?:\s*;|$)/i;

/** A capture in one request, for `curl --data-binary`: the pieces of the console's upload, sent by one sender. */
@ApiTags('Captures')
@Controller('api/pcap')
export class PcapUploadController {
  constructor(
    private readonly library: CaptureLibrary,
    private readonly uploads: UploadFolder,
  ) {}

  @Post('upload')
  @HttpCode(201)
  @Allow('pcap.upload')
  @ApiOperation({
    operationId: 'uploadCapture',
    summary: 'Takes a capture file',
    description:
      'pcap or pcapng, plain, gzip or zstd. A file that is there already answers `duplicate`. What breaks off leaves nothing; uploads that go on are `/api/captures/uploads`. Permission `pcap.upload`.',
  })
  @ApiConsumes('application/octet-stream', 'application/vnd.tcpdump.pcap')
  @ApiQuery({ name: 'name', required: false, schema: { type: 'string', maxLength: 5000 }, example: 'office.pcap' })
  @ApiBody({ required: true, schema: { type: 'string', format: 'binary' } })
  @ApiResponse({
    status: 201,
    description: 'It is kept.',
    schema: {
      type: 'object',
      required: ['id', 'name', 'duplicate', 'position'],
      properties: {
        id: { type: 'string', description: 'SHA-256 of the file: its id everywhere.' },
        name: { type: 'string' },
        duplicate: { type: 'boolean' },
        position: { type: 'string' },
      },
      additionalProperties: false,
    },
  })
  @Errors([
    [415, 'The body is not sent as a file.'],
    [422, 'The file is no capture.'],
  ])
  async take(@Req() request: KnownRequest, @Query() query: Record<string, unknown>): Promise<Kept> {
    assertNotForeign(request);
    if (!TYPES.test(request.headers['content-type'] ?? ''))
      throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 'Send the file as `content-type: application/octet-stream`.');
    const size = Number(request.headers['content-length']);
    if (!Number.isSafeInteger(size) || size < 1)
      throw new DomainError('BAD_USER_INPUT', 'Send the file with its `Content-Length`, and not empty.');
    const { name } = readGiven({ query: asked }, { params: {}, query, body: undefined }) as z.infer<typeof asked>;
    const { id } = await this.library.begin(request, name, size);
    try {
      await this.uploads.append(actorOf(knownViewer(request.viewer)), id, 0, request);
      return await this.library.finish(request, id);
    } catch (error) {
      await this.uploads.discard(id);
      throw error;
    }
  }
}
