import { useSignal } from '@preact/signals';
import type { AccountView } from '../../control/user-view.ts';
import type { Vendor } from '../../vendor.ts';
import { accounts } from '../state/account.ts';
import { call, path } from '../state/api.ts';
import { attempt } from '../state/notice.ts';
import { personId } from '../state/people.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { vendorNames } from '../vendors.ts';
import { Composer } from './composer.tsx';
import { ConversationList } from './conversation-list.tsx';
import { GroupNote } from './group-note.tsx';
import { PresenceMenu } from './presence-menu.tsx';
import { Refused } from './refused.tsx';
import { Thread } from './thread.tsx';

interface Props {
  readonly vendor: Vendor;
  /** The person's account there, if any. */
  readonly account: AccountView | undefined;
  readonly known: boolean;
  /** Whether a narrow screen, which has place for one vendor, shows this one. */
  readonly onNarrow: boolean;
}

/** One person's device at one vendor: conversations, the open one, and a place to write. */
export function VendorColumn({ vendor, account, known, onNarrow }: Props) {
  const { conversations, open, openName, picked } = accounts[vendor];
  const shown = open.value === undefined ? undefined : { ...open.value, name: openName.value };
  const writingAnew = useSignal(false);
  const close = () => {
    picked.value = undefined;
  };
  const isEmpty = conversations.value.value?.total === 0;
  return (
    <section
      class="column"
      data-vendor={vendor}
      data-narrow={onNarrow ? undefined : 'hidden'}
      data-open={picked.value !== undefined || writingAnew.value || undefined}
      aria-label={vendorNames[vendor]}
    >
      <header class="column-head">
        <h2>
          <span class="dot" data-vendor={vendor} />
          {vendorNames[vendor]}
        </h2>
        {account !== undefined && (
          <PresenceMenu vendor={vendor} userId={personId.value} presence={account.presence} />
        )}
        {account !== undefined && (
          <button
            type="button"
            class="button-icon"
            aria-label={`New message at ${vendorNames[vendor]}`}
            title="New message, as this person’s device"
            aria-pressed={writingAnew.value}
            onClick={() => {
              writingAnew.value = !writingAnew.value;
            }}
          >
            <Icon name="plus" />
          </button>
        )}
      </header>
      {account?.presence === 'never' && <NeverLoggedIn vendor={vendor} />}
      <Refused vendor={vendor} />
      {known && account === undefined && isEmpty !== false && <NoAccount vendor={vendor} />}
      {account !== undefined && isEmpty && (
        <EmptyState icon="inbox" title="No messages">
          <p>
            What is sent to {personId.value} over {vendorNames[vendor]} appears here at once.
          </p>
        </EmptyState>
      )}
      {account !== undefined && isEmpty === undefined && <p class="column-reading muted">Reading…</p>}
      {isEmpty === false && <ConversationList vendor={vendor} />}
      {shown !== undefined && (
        <Thread source={accounts[vendor]} conversation={shown} onBack={close}>
          {(shown.channel === 'group' || shown.channel === 'room') && (
            <GroupNote vendor={vendor} userId={personId.value} />
          )}
        </Thread>
      )}
      {account !== undefined && (writingAnew.value || shown !== undefined) && (
        <Composer
          vendor={vendor}
          from={personId.value}
          conversation={writingAnew.value ? undefined : shown}
          members={memberIds(vendor)}
          onSent={(to) => {
            picked.value = to;
            writingAnew.value = false;
          }}
        />
      )}
    </section>
  );
}

/** A server made the account, and no device ever came: what reaches devices only finds nobody. */
function NeverLoggedIn({ vendor }: { vendor: Vendor }) {
  const logIn = () =>
    attempt(
      () => call('PATCH', `users/${path(vendor, personId.value)}`, { presence: 'online' }),
      `${personId.value} logged in at ${vendorNames[vendor]}`,
    );
  return (
    <div class="callout column-note">
      <p>
        No device of {personId.value} ever logged in at {vendorNames[vendor]}: broadcasts and pushes do not
        reach them.
      </p>
      <button type="button" class="button" onClick={logIn}>
        Log in
      </button>
    </div>
  );
}

function NoAccount({ vendor }: { vendor: Vendor }) {
  const add = () =>
    attempt(
      () => call('POST', 'users', { userId: personId.value, vendor }),
      `Added ${personId.value} to ${vendorNames[vendor]}`,
    );
  return (
    <EmptyState icon="group" title={`No account at ${vendorNames[vendor]}`}>
      <p>Messages to {personId.value} would be refused, as at the vendor.</p>
      <button type="button" class="button" onClick={add}>
        Add the account
      </button>
    </EmptyState>
  );
}

/** Who can be named in the open group. */
function memberIds(vendor: Vendor): readonly string[] {
  const group = accounts[vendor].group.value.value;
  return group === undefined || group === 'gone' ? [] : group.members.map(({ userId }) => userId);
}
