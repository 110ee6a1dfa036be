import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { ApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { Session } from '../../core/session/session';
import type { Operation } from '../../graphql/operation';
import { FormDriver } from '../../testing/form-driver';
import { EnrichmentPage } from './enrichment';

describe('look-up of an address', () => {
  let on: FormDriver<EnrichmentPage>;
  const asked: unknown[] = [];
  const gateway = {
    run: (op: Operation<unknown, unknown>, variables: Record<string, unknown>) => {
      if (op.name === 'EnrichmentSources') return Promise.resolve({ enrichmentSources: [] });
      if (op.name === 'EnrichmentServices') return Promise.resolve({ enrichmentServices: [] });
      if (op.name === 'ReputationKeys') return Promise.resolve({ reputationKeys: [] });
      asked.push([op.name, variables]);
      return Promise.reject(new ApiError('NOT_FOUND', 'Nothing is known of it.'));
    },
  };

  beforeEach(async () => {
    asked.length = 0;
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        { provide: Gateway, useValue: gateway },
        { provide: Session, useValue: { can: () => false, viewer: () => null } },
      ],
    });
    on = await FormDriver.show(EnrichmentPage);
  });
  afterEach(() => on.remove());

  it('says what an address looks like, at the field, and asks nobody for anything else', async () => {
    await on.press('Look up');
    expect([on.problem('look-address'), on.focused]).toEqual([
      ...['Write an address, like 8.8.8.8 or 2001:4860::8888', 'look-address'],
    ]);
    on.type('look-address', 'dns.example');
    await on.press('Look up');
    expect([on.problem('look-address'), asked]).toEqual(['Write an address, like 8.8.8.8 or 2001:4860::8888', []]);
    on.type('look-address', ' 8.8.8.8 ');
    await on.press('Look up');
    expect(on.problem('look-address')).toBe('');
    expect(JSON.stringify(asked)).toContain('"8.8.8.8"');
  });
});
