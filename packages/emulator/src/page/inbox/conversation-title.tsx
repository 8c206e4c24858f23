import type { ConversationName } from '../../control/message-view.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';

const icons: Readonly<Record<ConversationName['channel'], IconName>> = {
  direct: 'inbox',
  group: 'group',
  room: 'group',
  broadcast: 'megaphone',
};

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
  if (conversation.channel === 'direct')
    return <Avatar userId={conversation.with} name={conversation.name ?? ''} />;
  return (
    <span class="avatar avatar-small avatar-plain" aria-hidden="true">
      <Icon name={icons[conversation.channel]} size={17} />
    </span>
  );
}
