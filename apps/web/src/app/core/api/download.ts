import { Injectable, inject } from '@angular/core';
import { Session } from '../session/session';
import { StepUp } from '../session/step-up';
import { ApiError } from './errors';

/** Fetches files of the API in the name of who is signed in, and hands them to the browser. */
@Injectable({ providedIn: 'root' })
export class Download {
  private readonly session = inject(Session);
  private readonly stepUp = inject(StepUp);

  /**
   * `asked`: what is sent in the body of a POST; a GET without it. `fileName`: unless the server names it, which it does by what is in it.
   * @throws ApiError when it cannot be had
   */
  async save(path: string, fileName: string, asked?: object): Promise<void> {
    const response = await this.stepUp.around(() => this.fetch(path, asked));
    const named = /filename="([\w.-]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
    const address = URL.createObjectURL(await response.blob());
    const link = document.createElement('a');
    link.href = address;
    link.download = named ?? fileName;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  /** The file itself, handed to nobody. @throws ApiError when it cannot be had */
  async read(path: string, asked?: object): Promise<Blob> {
    return (await this.stepUp.around(() => this.fetch(path, asked))).blob();
  }

  private async fetch(path: string, asked?: object): Promise<Response> {
    const authorization = `Bearer ${await this.session.accessToken()}`;
    const response = await fetch(
      path,
      asked
        ? {
            method: 'POST',
            headers: { authorization, 'content-type': 'application/json' },
            body: JSON.stringify(asked),
          }
        : { headers: { authorization } },
    );
    if (response.ok) return response;
    const body = (await response.json().catch(() => null)) as Partial<
      Record<'code' | 'message' | 'permission', string>
    >;
    const { code = 'INTERNAL', message = `The server answered ${response.status}.`, permission } = body ?? {};
    throw new ApiError(code, message, { permission });
  }
}
