import { alertDecider, alertStream } from '@wireledger/domain';
import { handleCommand, loadStream } from '@wireledger/event-sourcing';
import { uuidV5 } from '@wireledger/kernel/hashing';

import { DictionaryServer, followed } from '../observed/testing/dictionary';
import { ADA, DAY_US, HuntWorld, LIST, TODAY } from './testing/hunt-world';

jest.setTimeout(120_000);

let server: DictionaryServer;
let world: HuntWorld;
beforeAll(async () => {
  server = await DictionaryServer.start();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await HuntWorld.open(server);
});

it('an entry by hand is looked for at once; taken off again its alert is withdrawn, and stays in the history', async () => {
  await world.lookups('bad.example', ['10.0.0.5']);
  await world.lookups('worse.example', ['10.0.0.5']);
  world.now = TODAY;
  await world.give(['x.example']);
  await world.add('bad.example');
  await world.add('worse.example', world.now - 30 * DAY_US);
  await world.hunted();
  expect((await world.raised()).map(({ summary }) => summary)).toEqual([expect.stringContaining('(added by hand)')]);
  await world.remove('bad.example');
  await world.hunted();
  const [closed] = await world.events('domain.AlertClosed');
  expect(closed?.data).toMatchObject({
    by: 'system:hunt',
    reason: 'falsePositive',
    note: expect.stringContaining('Withdrawn'),
  });
  expect(await world.raised()).toHaveLength(1);
});

it('an entry that is listed again has its alert open again, and withdrawn again, until a person has touched it', async () => {
  await world.lookups('bad.example', ['10.0.0.5']);
  world.now = TODAY;
  await world.give(['x.example']);
  await world.add('bad.example');
  await world.hunted();
  const [{ alert = '' } = {}] = await world.raised();
  const triage = async () => {
    const { state } = await loadStream(world.log, alertDecider, alertStream(alert));
    return [state?.triage.status, state?.version];
  };
  expect(await triage()).toEqual(['open', 0]);
  await world.remove('bad.example');
  await world.hunted();
  expect(await triage()).toEqual(['closed', 1]);
  await world.add('bad.example');
  await world.hunted();
  expect(await triage()).toEqual(['open', 2]);
  await world.remove('bad.example');
  await world.hunted();
  expect(await triage()).toEqual(['closed', 3]);
  await world.give(['x.example', 'bad.example']);
  await world.hunted();
  expect(await triage()).toEqual(['open', 4]);
  const [reopened] = await world.events('domain.AlertReopened');
  expect(reopened?.data).toMatchObject({ by: 'system:hunt', reason: expect.stringContaining('on the list again') });
  // Looking again changes nothing, and neither does a list what a person has decided.
  const asked = await world.store().create({ owner: ADA, askedAt: world.now, entries: null, list: LIST });
  await world.hunts().run(asked.id);
  expect(await triage()).toEqual(['open', 4]);
  const act = { by: ADA, at: world.now, command: uuidV5(LIST, 'close'), seen: 4 };
  await handleCommand(
    world.log,
    alertDecider,
    alertStream(alert),
    { type: 'close', reason: 'benign', note: null, ...act },
    { actor: ADA, correlationId: 'c', causationId: 'k', at: world.now },
  );
  await world.give(['x.example']);
  await world.hunted();
  await world.give(['x.example', 'bad.example']);
  await world.hunted();
  expect(await triage()).toEqual(['closed', 5]);
  expect(await world.raised()).toHaveLength(1);
});

it('waits for the alerts that it would withdraw, not for what else is recorded, and looks at each of them', async () => {
  for (let i = 0; i < 3; i++) await world.lookups(`n${i}.bad.example`, ['10.0.0.5'], `edge-${i}`);
  world.now = TODAY;
  await world.give(['x.example']);
  await world.hunted();
  await world.add('bad.example');
  await followed(world.models, 'rules', 'observed');
  for (const id of await world.hunts().standingStill()) await world.hunts().run(id);
  expect(await world.raised()).toHaveLength(3);
  await world.remove('bad.example');
  await followed(world.models, 'rules', 'observed');
  const [id = ''] = await world.hunts().standingStill();
  expect(await world.hunts().run(id)).toBe('waits');
  expect(await world.events('domain.AlertClosed')).toEqual([]);
  await followed(world.models, 'alerts');
  await world.lookups('other.example', ['10.0.0.5']);
  const pages: number[] = [];
  for await (const page of world.store().openAlerts(LIST, 2)) pages.push(page.length);
  expect(pages).toEqual([2, 1]);
  expect(await world.hunts().run(id)).toBe('done');
  expect(await world.events('domain.AlertClosed')).toHaveLength(3);
});

it('two changes of one list are not looked back for at once', async () => {
  world.now = TODAY;
  await world.give(['a.example']);
  await world.give(['b.example']);
  await world.read();
  const [first = '', second = ''] = await world.hunts().standingStill();
  const claimed = await world.store().claim(first);
  expect(await world.hunts().run(second)).toBe('taken');
  await world.store().finish(claimed as NonNullable<typeof claimed>, 'done', {
    ...{ progress: 1, looked: 1, matched: 0, alerts: 0, tookMs: 1, note: null, matches: [] },
  });
  expect(await world.hunts().run(second)).toBe('done');
});
