import { describe, expectTypeOf, test } from 'vitest';
import { type ParrotVerdicts, parrot } from './__fixtures__/parrot.ts';
import { createWebhookHandler } from './create-webhook-handler.ts';
import type { MessageSendingEvent, MessageSentEvent } from './events/message-events.ts';
import type { WebhookEventOf } from './events/webhook-event.ts';
import { type Allow, allow, allowExcept, refuse, type Verdict } from './verdict.ts';
import type { WebhookHandlers } from './webhook-handlers.ts';
import type { VerdictOf } from './webhook-source.ts';

describe('types', () => {
  test('an event has the members of its type, and so has the parameter of its handler', () => {
    expectTypeOf<WebhookEventOf<'message.sent'>>().toEqualTypeOf<MessageSentEvent>();
    createWebhookHandler(
      parrot(),
      {
        'message.sent': (event) => expectTypeOf(event).toEqualTypeOf<MessageSentEvent>(),
        'message.sending': (event, { signal }) => {
          expectTypeOf(event).toEqualTypeOf<MessageSendingEvent>();
          expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
          return allow();
        },
      },
      { atDeadline: 'allow' },
    );
  });

  test('a source allows its own verdicts alone, and any for events that it never raises', () => {
    expectTypeOf<VerdictOf<ParrotVerdicts, 'message.sending'>>().not.toEqualTypeOf<Verdict>();
    expectTypeOf<VerdictOf<ParrotVerdicts, 'group.creating'>>().toEqualTypeOf<Verdict>();
    const make = () => {
      // @ts-expect-error: this vendor has no list of exceptions.
      createWebhookHandler(parrot(), { 'message.sending': () => allowExcept([]) }, { atDeadline: 'allow' });
      // @ts-expect-error: an event that asks needs a verdict.
      createWebhookHandler(parrot(), { 'message.sending': () => {} }, { atDeadline: 'allow' });
    };
    expectTypeOf(make).toBeFunction();
  });

  test('atDeadline is required with a handler for an event that asks, and not otherwise', () => {
    const make = () => {
      createWebhookHandler(parrot(), { 'message.sent': () => {} });
      // @ts-expect-error: atDeadline is missing.
      createWebhookHandler(parrot(), { 'message.sending': () => allow() }, {});
      // @ts-expect-error: the options are missing.
      createWebhookHandler(parrot(), { 'message.sending': () => allow() });
    };
    expectTypeOf(make).toBeFunction();
  });

  test('an event that there is not is refused', () => {
    const make = () => {
      // @ts-expect-error: the event is message.sent.
      createWebhookHandler(parrot(), { 'message.said': () => {} });
    };
    expectTypeOf(make).toBeFunction();
  });

  test('one set of handlers fits sources with different verdicts', () => {
    const handlers = {
      'message.sending': ({ from }) => (from === 'mallory' ? refuse({ reason: 'no' }) : allow()),
    } satisfies WebhookHandlers;
    expectTypeOf(handlers).toExtend<WebhookHandlers<ParrotVerdicts>>();
    type Other = {
      readonly 'message.sending': Allow | { readonly verdict: 'refuse'; readonly reason?: string };
    };
    expectTypeOf(handlers).toExtend<WebhookHandlers<Other>>();
  });
});
