import type { ConversationName } from '../../control/message-view.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';

const icons: Readonly<Record<ConversationName['channel'], IconName>> = {
  direct: 'inbox',
  group: 'group',
  room: 'group',
  broadcast: 'megaphone',
};

export function titleOf({ channel, with: other }: ConversationName): string {
  switch (channel) {
    case 'direct':
      return other;
    case 'group':
      return other;
    case 'room':
      return `Room ${other}`;
    case 'broadcast':
      return 'To everyone';
  }
}

/** The picture of a conversation. */
export function ConversationPicture({ conversation }: { conversation: ConversationName }) {
  if (conversation.channel === 'direct') return <Avatar userId={conversation.with} />;
  return (
    <span class="avatar avatar-small avatar-plain" aria-hidden="true">
      <Icon name={icons[conversation.channel]} size={17} />
    </span>
  );
}
