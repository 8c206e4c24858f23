import type { Chat, DirectReceipt, MessageWithoutRecipients, RecipientOutcome } from '@polychat/core';
import { receiptOf } from '../app/repair.ts';
import type { Post } from './posts.ts';

/** What became of a message for one recipient, as the receipt says it. */
export interface Fate {
  readonly userId: string;
  readonly status: RecipientOutcome['status'];
  /** The name of the chat that carried it. */
  readonly via: string;
}

/** The message of a post: its text is the post's id, so that it can be found in an inbox. */
export function messageOf({ id, from, key }: Post): MessageWithoutRecipients {
  return {
    from,
    content: { type: 'text', text: id },
    metadata: JSON.stringify({ thread: 7 }),
    idempotencyKey: key,
  };
}

/** Sends a post as the app would, and says what became of it for everybody. */
export async function sendPost(chat: Chat, post: Post): Promise<readonly Fate[]> {
  const message = messageOf(post);
  const options = { correlationId: post.id };
  if (!post.isStream) {
    return fatesIn(await chat.sendDirect({ ...message, to: post.to }, options).catch(receiptOf));
  }
  const fates: Fate[] = [];
  for await (const outcomes of chat.sendBulk(message, post.to, options)) fates.push(...outcomes);
  return fates;
}

function fatesIn({ accepted, failed, unconfirmed }: DirectReceipt): readonly Fate[] {
  return [
    ...accepted.map(({ userId, via }) => ({ userId, via, status: 'accepted' as const })),
    ...failed.map(({ userId, via }) => ({ userId, via, status: 'failed' as const })),
    ...unconfirmed.map(({ userId, via }) => ({ userId, via, status: 'unconfirmed' as const })),
  ];
}
