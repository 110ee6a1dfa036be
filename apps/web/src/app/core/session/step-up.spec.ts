import { ApiError } from '../api/errors';
import { StepUp } from './step-up';

const required = (permission = 'export.data') => new ApiError('STEP_UP_REQUIRED', 'no', { permission });
/** Refuses until `open` is set. */
function door(permission?: string) {
  const state = { open: false, tries: 0 };
  const run = () => {
    state.tries++;
    return state.open ? Promise.resolve('done') : Promise.reject(required(permission));
  };
  return { state, run };
}
const settle = () => new Promise((done) => setTimeout(done));

describe('step-up', () => {
  it('asks once for all who want the same, and does it again', async () => {
    const stepUp = new StepUp();
    const { state, run } = door();
    const both = [stepUp.around(run, 'case 12'), stepUp.around(run)];
    await settle();
    const asking = stepUp.asking();
    expect(asking).toMatchObject({ permission: 'export.data', reason: 'case 12' });
    state.open = true;
    asking?.answer(true);
    expect(await Promise.all(both)).toEqual(['done', 'done']);
    expect(state.tries).toBe(4);
    expect(stepUp.asking()).toBeUndefined();
  });

  it('does nothing without it, and asks again the next time', async () => {
    const stepUp = new StepUp();
    const { state, run } = door();
    for (const tries of [1, 2]) {
      const refused = stepUp.around(run).catch((error: unknown) => error);
      await settle();
      stepUp.asking()?.answer(false);
      expect(await refused).toMatchObject({ code: 'STEP_UP_CANCELED', details: { permission: 'export.data' } });
      expect(state.tries).toBe(tries);
    }
  });

  it('asks for one thing after the other', async () => {
    const stepUp = new StepUp();
    const doors = [door('export.data'), door('users.write')];
    const all = Promise.all(doors.map(({ run }) => stepUp.around(run)));
    for (const [at, permission] of ['export.data', 'users.write'].entries()) {
      await settle();
      const asking = stepUp.asking();
      expect(asking?.permission).toBe(permission);
      (doors[at] as ReturnType<typeof door>).state.open = true;
      asking?.answer(true);
    }
    expect(await all).toEqual(['done', 'done']);
  });

  it('hands on what a code does not open, and asks no second time for one run', async () => {
    const stepUp = new StepUp();
    const other = new ApiError('FORBIDDEN', 'no', { permission: 'export.data' });
    await expect(stepUp.around(() => Promise.reject(other))).rejects.toBe(other);
    const still = stepUp.around(door().run);
    await settle();
    stepUp.asking()?.answer(true);
    await expect(still).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    expect(stepUp.asking()).toBeUndefined();
  });
});
