import { describeState } from './protocols';

describe('the state of a flow', () => {
  it('closes only what was a connection', () => {
    expect(describeState('tcp', 'SF')).toBe('Established and closed normally');
    expect(describeState('udp', 'SF')).toBe('Both sides sent');
    expect(describeState('icmp', 'S0')).toBe('Only the originator sent');
    expect(describeState('udp', '')).toBe('not tracked');
  });
});
