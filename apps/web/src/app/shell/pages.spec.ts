import { PAGES } from './pages';

/** `g n` leads back to now, from every page. */
const TAKEN = ['n'];

describe('the pages of the rail', () => {
  it('have a key each that leads nowhere else', () => {
    const keys = [...TAKEN, ...PAGES.map(({ key }) => key)];
    expect([...new Set(keys)]).toEqual(keys);
  });

  it('have a path and a name each', () => {
    for (const of of [PAGES.map(({ path }) => path), PAGES.map(({ label }) => label)])
      expect(new Set(of).size).toBe(PAGES.length);
  });
});
