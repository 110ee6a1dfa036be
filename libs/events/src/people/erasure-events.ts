import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

/** `user:<id>`, `token:<id>`, `approval:<id>`, `request:<id>`, `address:<mark>`: whose key is meant; never a name. */
const subject = z.string().regex(/^(user|token|approval|request|address):[A-Za-z0-9._-]{1,100}$/);
/** `subjects`: all keys that seal texts of his. */
const erased = z.object({ user: z.uuid(), subjects: z.array(subject).min(1).max(5000) });

/**
 * Stream `user-<id>`: the person is to be forgotten. From here on he is out, for ever, and reads as nobody everywhere; his keys are destroyed next.
 * Says nothing of him but ids that stand for nobody any more.
 */
export const PersonErased = defineEvent({
  type: 'domain.PersonErased',
  version: 1,
  schema: erased,
});

/** Same stream: accounts, sessions and keys are gone, and no process has any of them in mind; nothing is left to do. */
export const ErasureCompleted = defineEvent({
  type: 'domain.ErasureCompleted',
  version: 1,
  schema: erased,
});

const addressErased = z.object({ erasure: z.uuid(), subjects: z.array(subject).min(1).max(5000) });

/**
 * Stream `erasure-<id>`: an e-mail address that messages were sent to is to be forgotten. From here on nothing is sent to it, and it reads as its
 * label everywhere; its keys are destroyed next, and those of requests for a second person that name it. Says nothing of it but marks.
 */
export const AddressErased = defineEvent({
  type: 'domain.AddressErased',
  version: 1,
  schema: addressErased,
});

/** Same stream: the keys are gone, and no process has any of them in mind; nothing is left to do. */
export const AddressErasureCompleted = defineEvent({
  type: 'domain.AddressErasureCompleted',
  version: 1,
  schema: addressErased,
});

/** What is read in the place of an e-mail address once it is erased; no address reads so. */
export const erasedAddressLabel = (erasure: string): string => `erased address ${erasure.slice(0, 8)}`;

/** What is read in the place of a person's name and texts once he is erased: tells one from another, and nobody from anybody. */
export const erasedLabel = (user: string): string => `erased person ${user.slice(0, 8)}`;
