import type { CopyView } from '../../control/message-view.ts';
import type { Vendor } from '../../vendor.ts';
import { act } from '../state/acts.ts';
import { edit } from '../state/editing.ts';
import { attempt } from '../state/notice.ts';
import { go } from '../state/route.ts';
import { select } from '../state/selection.ts';
import type { MenuItem } from '../ui/menu.tsx';

/** The way to the message's fields, its request and its push. */
export const lookBehind = 'Look behind it';

/** What a user can do with a message on their own device. */
export function messageActions(message: CopyView): readonly MenuItem[] {
  const { vendor, userId, id } = message;
  const behind: MenuItem = { label: lookBehind, pick: () => select(message) };
  const { delivery } = message.veto ?? {};
  if (delivery !== undefined) {
    return [{ label: 'See the webhook’s answer', pick: () => go('webhooks', delivery) }, behind];
  }
  if (message.state !== 'normal' || userId === '') return [behind];
  if (message.from === userId) {
    return [
      { label: 'Edit', hint: `as ${userId}’s device`, pick: () => edit(message, userId) },
      {
        label: 'Recall',
        hint: `as ${userId}’s device`,
        danger: true,
        pick: () => attempt(() => act(vendor, userId, { act: 'recall', message: id }), 'Recalled'),
      },
      behind,
    ];
  }
  return canRead(message) ? [{ ...reading(vendor, userId, message) }, behind] : [behind];
}

/** Vendors count messages as read one by one with a user, and up to one in a group; rooms and broadcasts have no such thing. */
function canRead({ channel, stored, readers, userId, readAt }: CopyView): boolean {
  const isRead = readers?.includes(userId) === true || readAt !== undefined;
  return stored && !isRead && (channel === 'direct' || channel === 'group');
}

function reading(vendor: Vendor, userId: string, { id, channel, from, to }: CopyView): MenuItem {
  return {
    label: 'Mark read up to here',
    hint: `as ${userId}’s device`,
    pick: () =>
      attempt(
        () =>
          act(vendor, userId, {
            act: 'read',
            with: channel === 'group' ? to : from,
            channel: channel === 'group' ? 'group' : 'direct',
            upTo: id,
          }),
        'Marked as read',
      ),
  };
}
