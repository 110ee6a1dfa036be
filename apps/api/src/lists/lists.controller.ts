import { Controller, Headers, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '@wireledger/kernel';
import { z } from 'zod';

import { Allow } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { assertNotForeign } from '../auth/auth.controller';
import { parsed } from '../commands/parsed';
import { type ListImported, ListImports } from './list-import';
import { takesLonger } from '../http/request-times';
import { Described } from '../rest/openapi/described';

const asked = z.object({
  seen: z.string().regex(/^\d{1,9}$/),
  key: z.string().max(100),
  name: z.string().max(5000).optional(),
  format: z.string().max(20).optional(),
  accepted: z.string().max(1000).optional(),
});

/** Files of entries in. */
@ApiTags('Lists and enrichment')
@Controller('api/lists')
export class ListsController {
  constructor(private readonly imports: ListImports) {}

  /** Reads the body, a text of entries, into the next version of a list while it comes in. */
  @Post(':id/file')
  @HttpCode(200)
  @Allow('lists.write')
  @Described({
    name: 'importList',
    summary: 'Reads a file of entries into the next version of a list',
    permission: 'lists.write',
  })
  async take(
    @Req() request: KnownRequest,
    @Param('id') id: string,
    @Query() query: Record<string, string>,
    @Headers('content-type') type: string | undefined,
  ): Promise<ListImported> {
    assertNotForeign(request);
    if (!/^application\/octet-stream(?:\s*;|$)/i.test(type ?? ''))
      throw new DomainError('BAD_USER_INPUT', 'Send the file as `content-type: application/octet-stream`.');
    const { seen, key, name = 'list', format = null, accepted = null } = parsed(asked, query);
    takesLonger(request);
    const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    try {
      return await this.imports.take({ id, key, seen: Number(seen), name, format, accepted }, body, request);
    } finally {
      // What is refused before its end is read away: a connection that breaks off would not tell why.
      request.resume();
    }
  }
}
