import type { App } from './app.ts';

/**
 * How many one-to-one messages a user has not read.
 * @param peer counts those of one sender only
 */
export function unreadOf(app: App, userId: string, peer?: string): number {
  let unread = 0;
  for (const { message, copy } of app.messages.copiesOf(userId)) {
    if (message.vendor !== 'tencentIm' || message.channel !== 'direct') continue;
    if (copy.direction !== 'received' || !message.countsAsUnread) continue;
    if (message.state !== 'normal' || message.readAt !== undefined) continue;
    if (peer === undefined || message.from === peer) unread += 1;
  }
  return unread;
}
