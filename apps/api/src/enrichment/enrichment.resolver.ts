import { Args, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import { EnrichmentSource, Place, PlacesArgs } from '../schema/enrichment';
import { PlaceDesk } from './place-desk';

@Resolver()
export class EnrichmentResolver {
  constructor(private readonly desk: PlaceDesk) {}

  @Query(() => [Place], {
    description:
      'Where addresses are and whose networks they are in, by the data sets of today; addresses of which nothing is known are left out.',
  })
  @Allow('flows.read')
  places(@Args() { addresses }: PlacesArgs) {
    return this.desk.places(addresses);
  }

  @Query(() => [EnrichmentSource], { description: 'Sources of facts about addresses, as they stand in this process.' })
  @Allow('enrich.write')
  enrichmentSources() {
    return this.desk.sources();
  }
}
