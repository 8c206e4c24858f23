import type { Chat } from '@polychat/core';
import type { EventHandlers } from '@polychat/core/webhooks';

/** Finds an answer to a question, or nothing where a person must look at it. */
export type FindAnswer = (question: string) => string | undefined | Promise<string | undefined>;

/** A bot at a support desk: who writes to `deskId` is answered under that name, by the chat that they wrote through. */
export function createSupportDesk(chat: Pick<Chat, 'sendDirect'>, deskId: string, findAnswer: FindAnswer) {
  return {
    'message.sent': async ({ origin, conversation, from, to, content, eventId }) => {
      // The desk's own answers come back, too: without this it would talk to itself.
      if (origin !== 'client' || conversation !== 'direct' || to !== deskId || !from) return;
      const question = content?.type === 'text' ? content.text : '';
      const answer = (await findAnswer(question)) ?? 'Somebody will be with you in a minute.';
      // The same event gives the same key: where the vendor discards copies, an answer that is sent again comes once.
      await chat.sendDirect({
        from: deskId,
        to: from,
        content: { type: 'text', text: answer },
        idempotencyKey: eventId,
      });
    },
  } satisfies EventHandlers;
}
