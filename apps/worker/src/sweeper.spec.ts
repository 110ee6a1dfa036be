import type { Position } from '@wireledger/event-sourcing';
import type { ProjectionHealth } from '@wireledger/read-models';

import { Sweeper } from './sweeper';

const behind: ProjectionHealth = {
  name: 'flows',
  state: 'running',
  position: '5' as Position,
  lagSeconds: 3,
  stalledSeconds: 3600,
  deadLetters: 0,
  error: null,
};

function sweeping(here = false) {
  const said: string[] = [];
  const log = (text: string) => (_fields: object, message: string) => void said.push(`${text} ${message}`);
  let health: ProjectionHealth = behind;
  let now = 0;
  const sweeper = new Sweeper(
    {
      health: () => Promise.resolve([health]),
      runsHere: () => here,
      ring: async (name) => void said.push(`ring ${name}`),
      ringAnyway: async (name) => void said.push(`anyway ${name}`),
    },
    { error: log('error'), info: log('info'), warn: log('warn') } as never,
    () => now,
  );
  return async (changes: Partial<ProjectionHealth> = {}, at = now + 1) => {
    health = { ...health, ...changes };
    now = at;
    said.length = 0;
    await sweeper.sweep();
    return [...said];
  };
}

it('rings for a projection that is behind and has not moved since the last look', async () => {
  const sweep = sweeping();
  expect(await sweep()).toEqual([]);
  expect(await sweep()).toEqual(['ring flows']);
  expect(await sweep({ position: '6' as Position })).toEqual([]);
  expect(await sweep({ stalledSeconds: 0 })).toEqual([]);
  expect(await sweep({ stalledSeconds: 1 })).toEqual([]);
  expect(await sweep()).toEqual(['ring flows']);
});

it('rings past the deduplication each 10 s when one stands still', async () => {
  const sweep = sweeping();
  await sweep({}, 1);
  expect(await sweep({}, 11)).toEqual(['ring flows']);
  expect(await sweep({}, 12)).toEqual(['warn stands still; rung past deduplication', 'anyway flows']);
  expect(await sweep({}, 13)).toEqual(['ring flows']);
  expect(await sweep({}, 22)).toContain('anyway flows');
});

it('leaves alone what follows here, and what is halted; says once that it is', async () => {
  const here = sweeping(true);
  await here();
  expect(await here()).toEqual([]);
  const sweep = sweeping();
  await sweep();
  expect(await sweep({ state: 'halted' })).toEqual(['error projection halted; retry it or skip the event']);
  expect(await sweep()).toEqual([]);
  expect(await sweep({ state: 'running' })).toEqual(['info goes on']);
});
