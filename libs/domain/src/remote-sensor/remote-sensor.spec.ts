import { type RemoteSensor, type RemoteSensorCommand, remoteSensorDecider } from './remote-sensor';

const NOW = 1_793_260_000_000_000;
const MINUTE = 60_000_000;
const CODE = 'ab'.repeat(32);
const invite = (over: Partial<Extract<RemoteSensorCommand, { type: 'invite' }>> = {}): RemoteSensorCommand => ({
  ...{ type: 'invite', sensor: 'edge-1', codeHash: CODE, minutes: 60, now: NOW, reason: null, ...over },
});
const enrol = (codeHash = CODE, now = NOW + MINUTE, key = 'cd'): RemoteSensorCommand => ({
  ...{ type: 'enrol', codeHash, now, key: key.repeat(16), publicKey: 'A'.repeat(43) },
});
const after = (...commands: RemoteSensorCommand[]): RemoteSensor | null =>
  commands.reduce<RemoteSensor | null>(
    (state, command) => remoteSensorDecider.decide(state, command).reduce(remoteSensorDecider.evolve, state),
    remoteSensorDecider.initial,
  );
const refusal = (code: string) => expect.objectContaining({ code });

describe('a remote sensor', () => {
  it('is invited, gives its key once, and is revoked', () => {
    expect(after(invite())).toMatchObject({ name: 'edge-1', key: null, revoked: false });
    const enrolled = after(invite(), enrol());
    expect(enrolled).toMatchObject({ invitation: null, key: { id: 'cd'.repeat(16), since: NOW + MINUTE } });
    expect(after(invite(), enrol(), { type: 'revoke', reason: 'sold' })).toMatchObject({ key: null, revoked: true });
  });

  it('A-74 takes no code that was used, is too old, was guessed, or was replaced by another', () => {
    const used = after(invite(), enrol());
    expect(() => remoteSensorDecider.decide(used, enrol())).toThrow(refusal('ENROLMENT_REFUSED'));
    const invited = after(invite());
    expect(() => remoteSensorDecider.decide(invited, enrol(CODE, NOW + 60 * MINUTE))).toThrow(
      refusal('ENROLMENT_REFUSED'),
    );
    expect(remoteSensorDecider.decide(invited, enrol(CODE, NOW + 60 * MINUTE - 1))).toHaveLength(1);
    expect(() => remoteSensorDecider.decide(invited, enrol('ef'.repeat(32)))).toThrow(refusal('ENROLMENT_REFUSED'));
    expect(() => remoteSensorDecider.decide(null, enrol())).toThrow(refusal('ENROLMENT_REFUSED'));
    const again = after(invite(), invite({ codeHash: 'ef'.repeat(32) }));
    expect(() => remoteSensorDecider.decide(again, enrol())).toThrow(refusal('ENROLMENT_REFUSED'));
    const revoked = after(invite(), { type: 'revoke', reason: 'sent to the wrong one' });
    expect(() => remoteSensorDecider.decide(revoked, enrol())).toThrow(refusal('ENROLMENT_REFUSED'));
  });

  it('keeps its key while another code is out, and changes it when that is used', () => {
    const second = 'ef'.repeat(32);
    const waiting = after(invite(), enrol(), invite({ codeHash: second }));
    expect(waiting).toMatchObject({ key: { id: 'cd'.repeat(16) } });
    expect(after(invite(), enrol(), invite({ codeHash: second }), enrol(second, NOW + 2, '12'))).toMatchObject({
      ...{ key: { id: '12'.repeat(16) }, invitation: null },
    });
  });

  it.each([
    [invite({ sensor: 'Edge' }), 'SENSOR_NAME'],
    [invite({ sensor: '-edge' }), 'SENSOR_NAME'],
    [invite({ minutes: 0 }), 'CODE_MINUTES'],
    [invite({ minutes: 10_081 }), 'CODE_MINUTES'],
    [invite({ reason: 'x'.repeat(501) }), 'TEXT_INVALID'],
    [{ type: 'revoke', reason: 'x' } as const, 'SENSOR_UNKNOWN'],
  ])('refuses %j', (command, code) => {
    expect(() => remoteSensorDecider.decide(null, command)).toThrow(refusal(code));
  });

  it('A-75 tells of a clock that went wrong, is wrong in another way, is right again; not of each batch', () => {
    const day = 86_400_000;
    const at = (minutes: number, skewMs: number): RemoteSensorCommand => ({
      ...{ type: 'clock', skewMs, now: NOW + minutes * MINUTE },
    });
    const told = (state: RemoteSensor | null, command: RemoteSensorCommand) =>
      remoteSensorDecider.decide(state, command).map(({ data }) => data);
    const enrolled = after(invite(), enrol());
    expect(told(enrolled, at(0, 59_999))).toEqual([]);
    expect(told(enrolled, at(0, -60_000))).toEqual([{ sensor: 'edge-1', skewMs: -60_000, at: NOW }]);
    const off = after(invite(), enrol(), at(0, day));
    expect(told(off, at(15, day + 100))).toEqual([]);
    expect(told(off, at(9, -day))).toEqual([]);
    expect(told(off, at(15, -day))).toHaveLength(1);
    expect(told(off, at(15, 10))).toHaveLength(1);
  });
});
