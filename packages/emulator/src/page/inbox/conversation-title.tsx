import type { ConversationName } from '../../control/message-view.ts';
import { Avatar, GroupAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';

/** A conversation that may have a name besides its id. */
export type TitledConversation = ConversationName & { readonly name?: string };

export function titleOf({ channel, with: other, name }: TitledConversation): string {
  switch (channel) {
    case 'direct':
    case 'group':
      return name || other;
    case 'room':
      return name || `Room ${other}`;
    case 'broadcast':
      return 'To everyone';
  }
}

/** The picture of a conversation. */
export function ConversationPicture({ conversation }: { conversation: TitledConversation }) {
  const { channel, with: other, name = '' } = conversation;
  if (channel === 'direct') return <Avatar userId={other} name={name} />;
  if (channel !== 'broadcast') return <GroupAvatar id={other} name={name} channel={channel} />;
  return (
    <span class="avatar avatar-small avatar-plain" aria-hidden="true">
      <Icon name="megaphone" size={17} />
    </span>
  );
}
