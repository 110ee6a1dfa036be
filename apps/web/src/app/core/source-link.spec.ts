import { placeOf } from './source-link';

describe('a link to a source', () => {
  it('leads to its sensor and the time of its packets, whole seconds around them', () => {
    expect(
      placeOf({
        id: '1',
        sensor: 'lab',
        firstPacket: '2017-01-14T10:00:00.900Z',
        lastPacket: '2017-01-14T10:00:02.100Z',
      }),
    ).toEqual({
      source: null,
      sensor: 'lab',
      from: '2017-01-14T10:00:00.000Z',
      to: '2017-01-14T10:00:03.000Z',
    });
  });

  it('leads to the sensor alone before the first packet, and nowhere when it is not known', () => {
    expect(placeOf({ id: '1', sensor: 'lab', firstPacket: null, lastPacket: null })).toEqual({
      source: null,
      sensor: 'lab',
    });
    expect(placeOf(undefined)).toEqual({ source: null });
  });
});
