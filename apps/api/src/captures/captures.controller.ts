import { pipeline } from 'node:stream/promises';
import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '@wireledger/kernel';
import type { Response } from 'express';
import { z } from 'zod';

import { Allow } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { actorOf, knownViewer } from '../access/viewer';
import { assertNotForeign } from '../auth/auth.controller';
import { readBody } from '../http/read-body';
import { CaptureLibrary, type Kept } from './capture-library';
import { UploadFolder, type UploadState } from './upload-folder';
import { Described } from '../rest/openapi/described';

const beginBody = z.strictObject({ name: z.string().min(1).max(5000), sizeBytes: z.number().int().positive() });

/** Captures in and out: an upload is announced, sent in pieces that may break off anywhere, and finished. */
@ApiTags('Captures')
@Controller('api/captures')
export class CapturesController {
  constructor(
    private readonly library: CaptureLibrary,
    private readonly uploads: UploadFolder,
  ) {}

  @Post('uploads')
  @HttpCode(201)
  @Allow('pcap.upload')
  @Described({
    name: 'beginUpload',
    summary: 'Announces an upload that is sent in pieces',
    permission: 'pcap.upload',
    status: 201,
  })
  async begin(@Req() request: KnownRequest, @Body() body: unknown): Promise<UploadState> {
    assertNotForeign(request);
    const { name, sizeBytes } = readBody(beginBody, body);
    return this.library.begin(request, name, sizeBytes);
  }

  /** How many bytes are here: where to go on. */
  @Get('uploads/:id')
  @Allow('pcap.upload')
  @Described({ name: 'uploadState', summary: 'How many bytes of an upload are here', permission: 'pcap.upload' })
  async state(@Req() request: KnownRequest, @Param('id') id: string): Promise<UploadState> {
    return this.uploads.state(actorOf(knownViewer(request.viewer)), id);
  }

  /** The next bytes, from `Upload-Offset` on. */
  @Patch('uploads/:id')
  @Allow('pcap.upload')
  @Described({
    name: 'appendUpload',
    summary: 'The next bytes of an upload, from `Upload-Offset` on',
    permission: 'pcap.upload',
    errors: [
      [409, 'They do not begin where the upload ends.'],
      [413, 'There are more than were announced.'],
    ],
  })
  async append(
    @Req() request: KnownRequest,
    @Param('id') id: string,
    @Headers('upload-offset') offset: string | undefined,
  ): Promise<{ offset: number }> {
    assertNotForeign(request);
    if (!/^application\/octet-stream(?:\s*;|$)/i.test(request.headers['content-type'] ?? ''))
      throw new DomainError('BAD_USER_INPUT', 'Send the bytes as `content-type: application/octet-stream`.');
    if (!/^\d{1,15}$/.test(offset ?? ''))
      throw new DomainError('BAD_USER_INPUT', 'Say in `Upload-Offset` at which byte these begin.');
    const owner = actorOf(knownViewer(request.viewer));
    return { offset: await this.uploads.append(owner, id, Number(offset), request) };
  }

  /** Looks at a whole upload and keeps it. May be sent again. */
  @Post('uploads/:id/finish')
  @HttpCode(200)
  @Allow('pcap.upload')
  @Described({
    name: 'finishUpload',
    summary: 'Looks at a whole upload and keeps it',
    permission: 'pcap.upload',
    errors: [[422, 'The file is no capture.']],
  })
  async finish(@Req() request: KnownRequest, @Param('id') id: string): Promise<Kept> {
    assertNotForeign(request);
    return this.library.finish(request, id);
  }

  @Delete('uploads/:id')
  @HttpCode(204)
  @Allow('pcap.upload')
  @Described({ name: 'cancelUpload', summary: 'Gives an upload up', permission: 'pcap.upload', status: 204 })
  async cancel(@Req() request: KnownRequest, @Param('id') id: string): Promise<void> {
    assertNotForeign(request);
    await this.uploads.of(actorOf(knownViewer(request.viewer)), id);
    await this.uploads.discard(id);
  }

  /** The file as it was given, or masked, under a name that the server made. */
  @Get(':id/file')
  @Allow('packets.download')
  @Described({
    name: 'captureFile',
    summary: 'A kept capture as it was given',
    description:
      'While addresses are masked for the caller: its packets with masked addresses and without payload. Asks for a fresh second factor with a reason: programs are refused.',
    permission: 'packets.download',
    file: 'application/vnd.tcpdump.pcap',
  })
  async file(@Req() request: KnownRequest, @Param('id') id: string, @Res() response: Response): Promise<void> {
    const { content, sizeBytes, fileName } = await this.library.open(request, id);
    response.setHeader('Content-Type', 'application/vnd.tcpdump.pcap');
    response.setHeader('Content-Disposition', `attachment; filename="${fileName}"`);
    if (sizeBytes !== null) response.setHeader('Content-Length', String(sizeBytes));
    response.setHeader('Cache-Control', 'no-store');
    // What breaks off ends the connection: nobody takes a part for the whole.
    await pipeline(content, response).catch(() => response.destroy());
  }
}
