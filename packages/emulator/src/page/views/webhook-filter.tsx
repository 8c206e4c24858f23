import { useId } from 'preact/hooks';
import { webhookFilter, webhooks } from '../state/webhooks.ts';
import { FailedFilter, SearchFilter, VendorFilter } from '../ui/list-filters.tsx';

/** True when some deliveries are kept out of the list. */
export function isNarrowed(): boolean {
  const { vendor, event, search, failedOnly } = webhookFilter;
  return vendor.value !== '' || event.value !== '' || search.value.trim() !== '' || failedOnly.value;
}

/** Narrows the list to a vendor, an event, words, or what failed. */
export function WebhookFilter() {
  const id = useId();
  const { vendor, event, search, failedOnly } = webhookFilter;
  const events = new Set(webhooks.value.value?.webhooks.map((delivery) => delivery.event));
  return (
    <div class="toolbar">
      <h1>Webhooks</h1>
      <VendorFilter vendor={vendor} />
      <FailedFilter failedOnly={failedOnly} />
      <input
        class="input toolbar-search"
        placeholder="Event"
        aria-label="Event"
        list={`${id}-events`}
        value={event.value}
        onInput={(change) => {
          event.value = change.currentTarget.value;
        }}
      />
      <datalist id={`${id}-events`}>
        {[...events].map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <SearchFilter text={search} label="Search deliveries" placeholder="User, message or words" />
    </div>
  );
}
