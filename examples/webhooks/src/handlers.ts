import { allow, refuse, type WebhookHandlers } from '@polychat/core/webhooks';

/** What your app does with what it hears. */
export interface App {
  mayBeSaid(text: string): boolean | Promise<boolean>;
  note(line: string): void | Promise<void>;
}

/** One set of handlers, for every vendor. */
export function createHandlers(app: App) {
  return {
    // The vendor waits for this one. It gets no answer of ours but a verdict, however this ends.
    'message.sending': async ({ content }) =>
      content?.type !== 'text' || (await app.mayBeSaid(content.text))
        ? allow()
        : refuse({ reason: 'Please mind your words.' }),

    'message.sent': async ({ vendor, origin, from, to, content }) => {
      // What our own servers send comes back to us, too.
      if (origin === 'server') return;
      await app.note(
        `${vendor}: ${from} to ${to}: ${content?.type === 'text' ? content.text : content?.type}`,
      );
    },

    'message.edited': ({ vendor, from, content }) =>
      app.note(`${vendor}: ${from} now says: ${content?.type === 'text' ? content.text : content?.type}`),

    // Only one of the two vendors tells of this.
    'message.recalled': ({ vendor, from }) => app.note(`${vendor}: ${from} takes a message back`),
  } satisfies WebhookHandlers;
}
