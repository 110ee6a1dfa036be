import { signal } from '@angular/core';
import type { Field } from '@wireledger/filter';
import { query } from '../../core/api/query';
import type { RangeState } from '../../core/range-state';
import { formatShare } from '../../format/numbers';
import { protocolName, STATES } from '../../format/protocols';
import { ConnectionStates, Protocols, Responders, Sensors, TopTalkers } from '../../graphql/generated/operations';
import type { KnownValue, KnownValues } from '../../ui/expression/known-values';

/** Most values that are read of one field. */
const READ = 50;

interface Read {
  readonly value: () => { readonly rows: readonly { readonly key: string; readonly share: number }[] } | undefined;
}

/** The greatest values of the range, by field; each is read when it is first wanted. In an injection context. */
export function flowValues(range: RangeState): KnownValues {
  const wanted = signal<string | null>(null);
  const isWanted = (...fields: readonly string[]): boolean => fields.includes(wanted() ?? '');
  const key = (): string => range.key();
  const top =
    (...fields: readonly string[]) =>
    () =>
      isWanted(...fields) ? { range: range.input(), first: READ } : undefined;

  const talkers = query(TopTalkers, top('src.ip', 'ip'), (result) => result.topTalkers, key);
  const responders = query(Responders, top('dst.ip', 'ip'), (result) => result.responders, key);
  const apps = query(Protocols, top('app'), (result) => result.protocols, key);
  const states = query(
    ConnectionStates,
    () => (isWanted('state') ? { range: range.input() } : undefined),
    (result) => result.connectionStates,
    key,
  );
  const sensors = query(
    Sensors,
    () => (isWanted('sensor') ? {} : undefined),
    (result) => result.sensors,
  );
  const all = [talkers, responders, apps, states, sensors];

  const counted = (read: Read, note: (key: string) => string = () => ''): readonly KnownValue[] =>
    (read.value()?.rows ?? []).map(({ key: value, share }) => ({
      value,
      note: [note(value), formatShare(share)].filter((text) => text !== '' && text.toLowerCase() !== value).join(' · '),
    }));

  return {
    want: (field) => wanted.set(field?.name ?? null),
    loading: () => all.some((one) => one.loading()),
    of({ name }: Field) {
      switch (name) {
        case 'src.ip':
          return counted(talkers);
        case 'dst.ip':
          return counted(responders);
        case 'ip':
          return distinct([...counted(talkers), ...counted(responders)]);
        case 'app':
          return counted(apps, protocolName);
        case 'state':
          return counted(states, (state) => STATES[state] ?? '');
        case 'sensor':
          return (sensors.value() ?? []).filter((one) => !one.hidden).map((one) => ({ value: one.name, note: '' }));
        default:
          return [];
      }
    },
  };
}

/** Each value once, with what was first said of it. */
const distinct = (values: readonly KnownValue[]): readonly KnownValue[] =>
  [...new Map([...values].reverse().map((one) => [one.value, one])).values()].reverse();
