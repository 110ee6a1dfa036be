import { type INestApplication, Injectable } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';

import { openApiDocument } from './document';

/** The document of the running application: made when it is first asked for, the same from then on. */
@Injectable()
export class OpenApi {
  private app: INestApplication | null = null;
  private made: string | null = null;

  constructor(private readonly host: GraphQLSchemaHost) {}

  /** Called once, before anybody can ask. */
  describes(app: INestApplication): void {
    this.app = app;
  }

  /** The document as JSON. @throws Error before the application is known */
  text(): string {
    if (!this.app) throw new Error('the application is not known yet');
    return (this.made ??= JSON.stringify(openApiDocument(this.app, this.host.schema), null, 2));
  }
}
