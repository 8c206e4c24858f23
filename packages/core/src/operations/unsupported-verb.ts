import type { Problem } from '../model/problem.ts';
import { problemOfUnsupported } from './plan-message.ts';

const words = {
  recall: 'takes no messages back',
  edit: 'changes no messages',
  find: 'looks no messages up',
} as const;

/** The problem of a verb that a vendor does not have. */
export function noSuchVerb(verb: keyof typeof words, title: string): Problem {
  return problemOfUnsupported({ field: verb, reason: `${title} ${words[verb]}` });
}
