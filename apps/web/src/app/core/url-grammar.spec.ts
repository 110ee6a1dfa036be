import { carried, migrate, readList, writeList } from './url-grammar';

describe('url grammar', () => {
  it('keeps unknown parameters, takes the last of repeated ones, drops what is too long', () => {
    expect(migrate({ from: 'now-1h', zz: 'x', ip: ['a', 'b'], q: 'x'.repeat(4097), n: 3 })).toEqual({
      from: 'now-1h',
      zz: 'x',
      ip: 'b',
    });
  });

  it('carries range, live switch and sensor to other pages, nothing else', () => {
    expect(
      carried({ v: '1', from: 'now-6h', to: 'now', live: '0', sensor: 'edge-1', ip: '10.0.0.1', sel: 'f1' }),
    ).toEqual({
      v: '1',
      from: 'now-6h',
      to: 'now',
      live: '0',
      sensor: 'edge-1',
    });
  });

  it.each([[['10.0.0.1', '2001:db8::1']], [['a,b', '100%', '%2C']], [[',,']]])(
    'reads back the list it wrote: %p',
    (values) => {
      expect(readList(writeList(values) ?? '')).toEqual(values);
    },
  );

  it('removes the parameter of an empty list', () => {
    expect(writeList([])).toBeNull();
    expect(readList('')).toEqual([]);
  });
});
