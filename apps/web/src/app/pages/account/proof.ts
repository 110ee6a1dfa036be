import { applyWhen, required, type SchemaPathTree } from '@angular/forms/signals';
import { shortText } from '../../ui/form/rules';
import { passwordRules } from '../../ui/form/value-rules';

/** What somebody proves himself by before he changes his own account. */
export interface ProofEntry {
  readonly password: string;
  /** Of the app, or a recovery code. */
  readonly code: string;
}

export const NO_PROOF: ProofEntry = { password: '', code: '' };

/** What is asked for, of those that he has. */
export function proofRules(
  proof: SchemaPathTree<ProofEntry>,
  asks: { readonly password: () => boolean; readonly code: () => boolean },
): void {
  applyWhen(proof, asks.password, ({ password }) => passwordRules(password));
  applyWhen(proof, asks.code, ({ code }) => {
    required(code, { message: 'A code is wanted.' });
    shortText(code, 64);
  });
}

/** As it is sent. */
export const proofOf = ({ password, code }: ProofEntry): { password: string; code?: string } => ({
  password,
  ...(code.trim() === '' ? {} : { code: code.trim() }),
});
