import { MaskedRows, type MaskingKeys, MaskingSerialiser } from '@wireledger/platform/masking';
import type { ExportParts } from '@wireledger/read-models';

/** Types of the API whose fields the columns of files are. */
const TYPE_OF = { flows: 'Flow', domains: 'Domain', hosts: 'Host' } as const;

/** Masks rows of files as the API masks the same rows. */
export const exportMasks =
  (keys: MaskingKeys): NonNullable<ExportParts['masks']> =>
  (what, form) => {
    const rows = new MaskedRows(new MaskingSerialiser(keys, () => form), TYPE_OF[what]);
    return (row) => rows.of(row);
  };
