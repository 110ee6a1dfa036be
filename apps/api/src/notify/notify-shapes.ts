import { type Defined, recipientsOf } from '@wireledger/domain';
import type { ChannelDefinition, PolicyDefinition } from '@wireledger/events';
import { formatTime } from '@wireledger/kernel';
import type { ChannelShape, DefinedShape, PolicyShape } from '@wireledger/read-models';

import type { EscalationPolicy, NotificationChannel } from '../schema/notify';

/** Name of who acted. */
type NameOf = (actor: string) => string;

/** A channel as the API shows it. */
export const shownChannel = ({ definition, ...about }: ChannelShape, nameOf: NameOf): NotificationChannel => ({
  ...{ id: about.id, revision: about.revision, changedByName: nameOf(about.changedBy), changedAt: about.changedAt },
  ...{ name: definition.name, kind: definition.target.kind, enabled: definition.enabled },
  ...{ perHour: definition.perHour, recipients: recipientsOf(definition) },
  url: 'url' in definition.target ? definition.target.url : null,
});

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
