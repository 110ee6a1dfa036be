import { Injectable, inject } from '@angular/core';
import { ApiError, toApiError } from '../../core/api/errors';
import { Session } from '../../core/session/session';

/** How much of an upload the server has. */
export interface UploadState {
  readonly id: string;
  readonly offset: number;
}

/** What became of an upload. */
export interface Kept {
  /** SHA-256. */
  readonly id: string;
  readonly name: string;
  readonly duplicate: boolean;
  readonly position: string;
}

/** The routes of uploads. Every call @throws ApiError */
@Injectable({ providedIn: 'root' })
export class UploadApi {
  private readonly session = inject(Session);

  begin(name: string, sizeBytes: number, signal: AbortSignal): Promise<UploadState> {
    return this.send('POST', '', { json: { name, sizeBytes }, signal });
  }

  state(id: string, signal: AbortSignal): Promise<UploadState> {
    return this.send('GET', `/${id}`, { signal });
  }

  /** Answers how many bytes are there then. */
  async append(id: string, offset: number, bytes: Blob, signal: AbortSignal): Promise<number> {
    const answer = await this.send<{ readonly offset: number }>('PATCH', `/${id}`, { bytes, offset, signal });
    return answer.offset;
  }

  finish(id: string, signal: AbortSignal): Promise<Kept> {
    return this.send('POST', `/${id}/finish`, { signal });
  }

  async cancel(id: string): Promise<void> {
    await this.send('DELETE', `/${id}`, {});
  }

  private async send<T>(method: string, at: string, what: What): Promise<T> {
    try {
      return await this.once<T>(method, at, what);
    } catch (error) {
      const expired = error instanceof ApiError && error.code === 'UNAUTHENTICATED';
      if (!expired || !(await this.session.refresh())) throw error;
      return this.once<T>(method, at, what);
    }
  }

  private async once<T>(method: string, at: string, { json, bytes, offset, signal }: What): Promise<T> {
    const authorization = `Bearer ${await this.session.accessToken()}`;
    const headers: Record<string, string> = json
      ? { authorization, 'content-type': 'application/json' }
      : bytes
        ? { authorization, 'content-type': 'application/octet-stream', 'upload-offset': String(offset) }
        : { authorization };
    const body = json ? JSON.stringify(json) : bytes;
    const response = await fetch(`/api/captures/uploads${at}`, {
      ...{ method, headers },
      ...(body === undefined ? {} : { body }),
      ...(signal ? { signal } : {}),
    }).catch((error: unknown) => {
      throw signal?.aborted ? error : toApiError(error);
    });
    if (response.status === 204) return undefined as T;
    const answer = (await response.json().catch(() => null)) as
      (T & { readonly code?: string; readonly message?: string; readonly permission?: string }) | null;
    if (response.ok && answer !== null) return answer;
    const offline = response.status >= 502 ? 'OFFLINE' : 'INTERNAL';
    throw new ApiError(answer?.code ?? offline, answer?.message ?? `The server answered ${response.status}.`, {
      permission: answer?.permission,
    });
  }
}

interface What {
  readonly json?: object;
  readonly bytes?: Blob;
  readonly offset?: number;
  readonly signal?: AbortSignal;
}
