import type { MessageRef } from '../../model/outcome.ts';
import type { WebhookMessageIds } from '../events/event-base.ts';

/**
 * Names a message of a webhook for `recall` and `edit`. `needs` is the id by which the vendor finds a message again.
 * Undefined where the vendor did not say that, or who sent it, or where; and in channels.
 */
export function messageRefOf(
  vendor: string,
  app: string,
  { conversation, from, to, messageId, sequence, sentAt }: Omit<WebhookMessageIds, 'ref'>,
  needs: 'messageId' | 'sequence',
): MessageRef | undefined {
  if (conversation === 'channel' || !from || !to) return undefined;
  if ((needs === 'sequence' ? sequence : messageId) === undefined) return undefined;
  return {
    ...{ version: 1, vendor, app, conversation, from, to },
    ...(messageId !== undefined && { messageId }),
    ...(sequence !== undefined && { sequence }),
    ...(sentAt !== undefined && { sentAt }),
  };
}
