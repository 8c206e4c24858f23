import { computed, signal } from '@preact/signals';
import type { UserView } from '../../control/user-view.ts';
import type { Vendor } from '../../vendor.ts';
import { count } from '../format/size.ts';
import { MessageInspector } from '../inspector/message-inspector.tsx';
import { people, person, personId } from '../state/people.ts';
import { detail, groupName } from '../state/route.ts';
import { selected } from '../state/selection.ts';
import { baseUrlOf, setup } from '../state/setup.ts';
import { Avatar } from '../ui/avatar.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { VendorBadge } from '../ui/vendor-badge.tsx';
import { vendorNames, vendorOrder } from '../vendors.ts';
import { GroupPane } from './group-pane.tsx';
import { PeopleList } from './people-list.tsx';
import { VendorColumn } from './vendor-column.tsx';

/** On a narrow screen one vendor at a time: the one that was picked, else one that has messages. */
const pickedVendor = signal<Vendor | undefined>(undefined);
const narrowVendor = computed<Vendor>(() => {
  if (pickedVendor.value !== undefined) return pickedVendor.value;
  const known = person.value.value?.accounts;
  return vendorOrder.find((vendor) => (known?.[vendor]?.messages ?? 0) > 0) ?? vendorOrder[0];
});

/** People on the left, one person's device at each vendor side by side, and what is looked at on the right. */
export function InboxView() {
  return (
    <div
      class="inbox"
      data-person={detail.value === '' && groupName.value === undefined ? undefined : 'chosen'}
      data-inspecting={selected.value === undefined ? undefined : 'yes'}
    >
      <PeopleList />
      {groupName.value === undefined ? <Person /> : <GroupPane name={groupName.value} />}
      {selected.value !== undefined && <MessageInspector />}
    </div>
  );
}

function messageCount({ accounts }: UserView): string {
  const messages = vendorOrder.reduce((sum, vendor) => sum + (accounts[vendor]?.messages ?? 0), 0);
  return messages === 1 ? '1 message' : `${count(messages)} messages`;
}

function Person() {
  const userId = personId.value;
  if (userId === '') {
    return (
      <section class="person-pane" aria-label="Messages">
        {people.value.value !== undefined && setup.value.value !== undefined && (
          <EmptyState icon="inbox" title="Messages will appear here">
            <p>
              Point an adapter at a base URL, register users, and send. Nothing needs to be reloaded. The
              credentials are under <a href="#/setup">Setup</a>.
            </p>
            <dl class="welcome">
              {vendorOrder.map((vendor) => (
                <div key={vendor}>
                  <dt>
                    <VendorBadge vendor={vendor} />
                  </dt>
                  <dd>
                    <code>{baseUrlOf(vendor)}</code>
                    <CopyButton text={baseUrlOf(vendor)} what={`the base URL of ${vendorNames[vendor]}`} />
                  </dd>
                </div>
              ))}
            </dl>
          </EmptyState>
        )}
      </section>
    );
  }
  const view = person.value.value;
  return (
    <section class="person-pane" data-user={userId} aria-label={`Messages of ${userId}`}>
      <header class="person-head">
        <a class="button-icon narrow-only" href="#/inbox" aria-label="Back to people">
          <Icon name="back" />
        </a>
        <Avatar userId={userId} name={view?.name ?? ''} size="large" />
        <div class="person-title">
          <h1>{view?.name || userId}</h1>
          <p class="muted">
            {person.failure.value === undefined ? (
              <>
                <code>{userId}</code>
                {view !== undefined && ` · ${messageCount(view)}`}
              </>
            ) : (
              person.failure.value
            )}
          </p>
        </div>
      </header>
      <fieldset class="vendor-choice narrow-only" aria-label="Vendor">
        {vendorOrder.map((vendor) => (
          <button
            key={vendor}
            type="button"
            data-vendor={vendor}
            aria-pressed={narrowVendor.value === vendor}
            onClick={() => {
              pickedVendor.value = vendor;
            }}
          >
            {vendorNames[vendor]}
            {(view?.accounts[vendor]?.unread ?? 0) > 0 && (
              <span class="unread">{view?.accounts[vendor]?.unread}</span>
            )}
          </button>
        ))}
      </fieldset>
      <div class="columns">
        {vendorOrder.map((vendor) => (
          <VendorColumn
            key={`${vendor} ${userId}`}
            vendor={vendor}
            account={view?.accounts[vendor]}
            known={view !== undefined}
            onNarrow={vendor === narrowVendor.value}
          />
        ))}
      </div>
    </section>
  );
}
