import { type Filter, typeMatcher } from '@wireledger/event-sourcing';

import { typePattern } from './type-pattern';

const TYPES = ['domain.Alpha', 'domain.AlphaTwo', 'domainXAlpha', 'telemetry.Beta', 'telemetry.', 'a+b', 'a.b', 'aab'];

describe('type pattern', () => {
  it.each<Filter | undefined>([
    undefined,
    {},
    { types: [] },
    { types: ['domain.'] },
    { types: ['domain.Alpha'] },
    { types: ['telemetry.', 'domain.AlphaTwo'] },
    { types: ['a+b'] },
    { types: ['a.'] },
  ])('says at the server what the filter says here: %j', (filter) => {
    const pattern = new RegExp(typePattern(filter));
    expect(TYPES.filter((type) => pattern.test(type))).toEqual(TYPES.filter(typeMatcher(filter)));
  });

  it('leaves out system events', () => {
    expect('$metadata').not.toMatch(new RegExp(typePattern(undefined)));
  });
});
