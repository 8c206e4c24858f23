import type { CopyView } from '../../control/message-view.ts';
import { clockTime } from '../format/time.ts';
import { person } from '../state/people.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { JsonBlock } from '../ui/json-block.tsx';
import { vendorNames } from '../vendors.ts';
import { PhoneNotification } from './phone-notification.tsx';

/** The offline push: how a phone shows it, whether one did, and all that the vendor was told. */
export function PushPanel({ message }: { message: CopyView }) {
  const { push, vendor, pushShown, direction } = message;
  if (push === undefined) {
    return (
      <EmptyState icon="bell" title="No push">
        This message did not ask for an offline push.
      </EmptyState>
    );
  }
  return (
    <>
      <PhoneNotification
        title={push.title}
        body={push.body}
        time={clockTime(message.time)}
        dimmed={!pushShown}
      />
      <p class="check-result" data-result={pushShown ? 'good' : 'none'}>
        <Icon name="bell" />
        {pushShown
          ? `Shown on ${message.userId}’s phone`
          : reasonOf(direction, person.value.value?.accounts[vendor]?.presence)}
      </p>
      <h3>What {vendorNames[vendor]} was told</h3>
      <JsonBlock text={JSON.stringify(push.block)} label="the push" />
    </>
  );
}

function reasonOf(direction: CopyView['direction'], presence: string | undefined): string {
  if (direction === 'sent') return 'Not shown here: the sender’s own devices get no push';
  if (presence === 'never') return 'Not shown: no device of this user ever logged in';
  return 'Not shown: the user’s device was connected when it came';
}
