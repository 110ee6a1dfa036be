import { Injectable, inject } from '@angular/core';
import { ApiError } from '../../core/api/errors';
import { Session } from '../../core/session/session';

/** A line of a file that was left out. */
export interface RefusedLine {
  readonly line: number;
  readonly text: string;
  readonly problem: string;
  readonly mend: string;
}

/** What became of a file. */
export interface ListImported {
  readonly state: 'imported' | 'unchanged' | 'held' | 'refused';
  readonly why: string | null;
  readonly position: string | null;
  readonly added: number;
  readonly removed: number;
  readonly report: {
    readonly format: string;
    readonly lines: number;
    readonly entries: number;
    readonly duplicates: number;
    readonly otherKind: number;
    readonly refused: number;
    readonly refusals: readonly RefusedLine[];
  };
}

/** Which list a file is for, and why it is to be in force whatever it changes. */
export interface ListFileOrder {
  readonly id: string;
  readonly seen: number;
  readonly accepted?: string;
}

/** The route that reads a file into a list: it is read while it is sent, so that what was sent tells how far it is. */
@Injectable({ providedIn: 'root' })
export class ListFileApi {
  private readonly session = inject(Session);

  /** `onShare`: 0 to 1. @throws ApiError */
  async send(order: ListFileOrder, file: File, onShare: (share: number) => void): Promise<ListImported> {
    const token = await this.session.accessToken();
    const query = new URLSearchParams({ seen: String(order.seen), key: crypto.randomUUID(), name: file.name });
    if (order.accepted !== undefined) query.set('accepted', order.accepted);
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', `/api/lists/${order.id}/file?${query.toString()}`);
      request.setRequestHeader('authorization', `Bearer ${token}`);
      request.setRequestHeader('content-type', 'application/octet-stream');
      request.responseType = 'json';
      request.upload.onprogress = ({ loaded, total }) => onShare(total > 0 ? loaded / total : 0);
      request.onerror = () => reject(new ApiError('OFFLINE', 'The server does not answer. Try again.'));
      request.onload = () => {
        const answer = request.response as (ListImported & { code?: string; message?: string }) | null;
        if (request.status === 200 && answer) return resolve(answer);
        reject(new ApiError(answer?.code ?? 'INTERNAL', answer?.message ?? `The server answered ${request.status}.`));
      };
      request.send(file);
    });
  }
}
