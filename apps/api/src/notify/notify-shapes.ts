import { type Defined, nextOnDuty, onDuty, recipientsOf } from '@wireledger/domain';
import type { ChannelDefinition, PolicyDefinition, Rota as RotaFacts } from '@wireledger/events';
import { formatTime } from '@wireledger/kernel';
import type { ChannelShape, DefinedShape, PolicyShape } from '@wireledger/read-models';

import type { EscalationPolicy, NotificationChannel, Rota } from '../schema/notify';

/** Name of who acted. */
type NameOf = (actor: string) => string;

/** A channel as the API shows it. */
export const shownChannel = ({ definition, ...about }: ChannelShape, nameOf: NameOf): NotificationChannel => ({
  ...{ id: about.id, revision: about.revision, changedByName: nameOf(about.changedBy), changedAt: about.changedAt },
  ...{ name: definition.name, kind: definition.target.kind, enabled: definition.enabled },
  ...{ perHour: definition.perHour, recipients: recipientsOf(definition) },
  url: 'url' in definition.target ? definition.target.url : null,
  rota: definition.target.kind === 'email' ? shownRota(definition.target.recipients, definition.target.rota) : null,
});

function shownRota(recipients: readonly string[], rota: RotaFacts | undefined): Rota | null {
  if (!rota) return null;
  const now = Date.now() * 1000;
  const next = nextOnDuty(recipients, rota, now);
  return {
    ...rota,
    onDuty: onDuty(recipients, rota, now),
    ...{ next: next?.recipient ?? null, nextOn: next?.date ?? null },
  };
}

/** A policy as the API shows it. */
export const shownPolicy = ({ definition, ...about }: PolicyShape, nameOf: NameOf): EscalationPolicy => {
  const { steps, ...rest } = definition;
  return {
    ...{ id: about.id, revision: about.revision, changedByName: nameOf(about.changedBy), changedAt: about.changedAt },
    ...rest,
    steps: steps.map(({ afterS, channels }) => ({ afterSeconds: afterS, channels })),
  };
};

/** What a decider holds, in the shape of the read models. */
export const shapeOf = <Definition extends ChannelDefinition | PolicyDefinition>({
  id,
  revision,
  definition,
  last,
}: Defined<Definition>): DefinedShape<Definition> => ({
  ...{ id, revision, definition, changedBy: last.by, changedAt: formatTime(last.at) },
});
