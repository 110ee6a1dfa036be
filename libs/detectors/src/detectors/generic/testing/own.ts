import { rule, type Rule } from '../../../rules/rule';
import { generic } from '../detector';
import { parameters } from '../parameters';

/** A rule of its own, with what is left out filled in. */
export const own = (id: string, given: Readonly<Record<string, unknown>>): Rule =>
  rule({ id, title: id, detector: generic, parameters: parameters.parse({ severity: 'medium', ...given }) });
