import type { VetoEventType, WebhookEventOf, WebhookEventType } from './events/webhook-event.ts';
import type { SourceVerdicts } from './verdict.ts';
import type { VerdictOf } from './webhook-source.ts';

/** What a handler of an event that asks is told beside the event. */
export interface VetoContext {
  /** Aborts when the deadline has passed: what the handler returns then is not used any more. */
  readonly signal: AbortSignal;
}

/** Functions for events that tell. What one returns is not used; when it throws or rejects, the event was not handled. */
export type EventHandlers = {
  readonly [Type in Exclude<WebhookEventType, VetoEventType>]?: (event: WebhookEventOf<Type>) => unknown;
};

/** Functions for events that ask. Each returns its verdict, or a promise of it. */
export type VetoHandlers<Verdicts extends SourceVerdicts = SourceVerdicts> = {
  readonly [Type in VetoEventType]?: (
    event: WebhookEventOf<Type>,
    context: VetoContext,
  ) => VerdictOf<Verdicts, Type> | Promise<VerdictOf<Verdicts, Type>>;
};

/** Functions by the name of the event that each is called with. */
export type WebhookHandlers<Verdicts extends SourceVerdicts = SourceVerdicts> = EventHandlers &
  VetoHandlers<Verdicts>;
