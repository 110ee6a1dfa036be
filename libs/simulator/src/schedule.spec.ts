import { FlowTruth } from './answers/flow-truth';
import type { Conversation } from './frame';
import { Random } from './random';
import { Schedule, type Arrival } from './schedule';

const flow = new FlowTruth(17, { address: '10.0.0.1', port: 1 }, { address: '10.0.0.2', port: 2 }, 'other');

function* conversation(mark: number, ...times: number[]): Conversation {
  const says = { flow, app: 'other', fromOriginator: true, payload: 0, flags: 0 } as const;
  for (const timeUs of times) yield { timeUs, bytes: Uint8Array.of(mark), says };
  return times.at(-1) ?? 0;
}

function arrivals(...items: Arrival[]) {
  return items[Symbol.iterator]();
}

describe('Schedule', () => {
  it('merges by time; what was entered first comes first at the same time', () => {
    const schedule = new Schedule();
    schedule.add(
      arrivals({ atUs: 1, conversation: conversation(1, 1, 5, 9) }, { atUs: 4, conversation: conversation(2, 4, 5) }),
    );
    schedule.add(arrivals({ atUs: 0, conversation: conversation(3, 5, 6) }));
    const seen = [...schedule.frames(100)].map(({ timeUs, bytes }) => [timeUs, bytes[0]]);
    expect(seen.map(([time]) => time)).toEqual([1, 4, 5, 5, 5, 6, 9]);
    expect(seen.filter(([time]) => time === 5).map(([, mark]) => mark)).toEqual([3, 1, 2]);
  });

  it('ends before the given time, and holds what it took back for nobody', () => {
    const schedule = new Schedule();
    schedule.add(arrivals({ atUs: 1, conversation: conversation(1, 1, 5, 9) }));
    expect([...schedule.frames(9)].map(({ timeUs }) => timeUs)).toEqual([1, 5]);
  });

  it('keeps order over many conversations', () => {
    const random = new Random(5);
    const starts = Array.from({ length: 300 }, () => random.int(0, 1000)).sort((a, b) => a - b);
    const schedule = new Schedule();
    schedule.add(
      arrivals(
        ...starts.map((at) => ({ atUs: at, conversation: conversation(0, at, at + random.int(0, 50), at + 60) })),
      ),
    );
    const times = [...schedule.frames(Infinity)].map(({ timeUs }) => timeUs);
    expect(times).toHaveLength(900);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});
