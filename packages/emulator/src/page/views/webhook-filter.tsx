import { useId } from 'preact/hooks';
import type { Vendor } from '../../vendor.ts';
import { vendorNames, vendorOrder } from '../state/vendors.ts';
import { webhookFilter, webhooks } from '../state/webhooks.ts';

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
      <select
        class="input"
        aria-label="Vendor"
        value={vendor.value}
        onChange={(change) => {
          vendor.value = change.currentTarget.value as Vendor | '';
        }}
      >
        <option value="">Both vendors</option>
        {vendorOrder.map((name) => (
          <option key={name} value={name}>
            {vendorNames[name]}
          </option>
        ))}
      </select>
      <label class="tick">
        <input
          type="checkbox"
          checked={failedOnly.value}
          onChange={(change) => {
            failedOnly.value = change.currentTarget.checked;
          }}
        />
        Failed only
      </label>
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
      <input
        class="input toolbar-search"
        type="search"
        placeholder="User, message or words"
        aria-label="Search deliveries"
        value={search.value}
        onInput={(change) => {
          search.value = change.currentTarget.value;
        }}
      />
    </div>
  );
}
