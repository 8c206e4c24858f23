import type { Content } from '../model/content.ts';
import type { VetoEventType } from './events/webhook-event.ts';

/** It may happen. The vendor's own moderation still has its say. */
export interface Allow {
  readonly verdict: 'allow';
}

/** It may happen for all but these users. */
export interface AllowExcept {
  readonly verdict: 'allow_except';
  readonly userIds: readonly string[];
}

/** It may not happen, and who tried is told so. */
export interface Refuse {
  readonly verdict: 'refuse';
  /** What the user's app is told, where the vendor passes it on. */
  readonly reason?: string;
  /** Your own code for the user's app, where the vendor passes one on and has a range for it. */
  readonly code?: number;
}

/** It does not happen, and who tried believes that it did. */
export interface Drop {
  readonly verdict: 'drop';
}

/** It happens with another content, other metadata or both. What is absent stays as it is. */
export interface Replace {
  readonly verdict: 'replace';
  readonly content?: Content;
  readonly metadata?: string;
}

/** What a handler may answer to an event that asks. Which of them a vendor can do, its source says, by type and as data. */
export type Verdict = Allow | AllowExcept | Refuse | Drop | Replace;

/** The verdicts that a vendor can carry out, by event. */
export type SourceVerdicts = { readonly [Type in VetoEventType]?: Verdict };

/** Lets it happen. */
export function allow(): Allow {
  return { verdict: 'allow' };
}

/** Lets it happen for all but these users. */
export function allowExcept(userIds: readonly string[]): AllowExcept {
  return { verdict: 'allow_except', userIds };
}

/**
 * Refuses it, and tells who tried. A vendor takes a `code` within a range of its own, or none: its source's types say
 * whether, and its documentation which. One out of range is as if the handler had thrown.
 */
export function refuse<const Given extends Omit<Refuse, 'verdict'> = Pick<Refuse, never>>(
  given?: Given,
): Given & Pick<Refuse, 'verdict'> {
  // Without an argument, nothing is given.
  return { ...given, verdict: 'refuse' } as Given & Pick<Refuse, 'verdict'>;
}

/** Lets it vanish: who tried believes that it happened. */
export function drop(): Drop {
  return { verdict: 'drop' };
}

/** Lets it happen with another content, other metadata, or both. Which content a vendor takes, its source's types say. */
export function replace<const Given extends Omit<Replace, 'verdict'>>(
  given: Given,
): Given & Pick<Replace, 'verdict'> {
  return { ...given, verdict: 'replace' };
}
