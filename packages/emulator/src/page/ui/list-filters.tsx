import type { Signal } from '@preact/signals';
import type { Vendor } from '../../vendor.ts';
import { vendorNames, vendorOrder } from '../vendors.ts';

/** Narrows a list to one vendor. */
export function VendorFilter({ vendor }: { vendor: Signal<Vendor | ''> }) {
  return (
    <select
      class="input"
      aria-label="Vendor"
      value={vendor.value}
      onChange={(event) => {
        vendor.value = event.currentTarget.value as Vendor | '';
      }}
    >
      <option value="">Both vendors</option>
      {vendorOrder.map((name) => (
        <option key={name} value={name}>
          {vendorNames[name]}
        </option>
      ))}
    </select>
  );
}

/** Narrows a list to what failed. */
export function FailedFilter({ failedOnly }: { failedOnly: Signal<boolean> }) {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={failedOnly.value}
        onChange={(event) => {
          failedOnly.value = event.currentTarget.checked;
        }}
      />
      Failed only
    </label>
  );
}

interface SearchFilterProps {
  readonly text: Signal<string>;
  readonly label: string;
  readonly placeholder: string;
}

/** Narrows a list to what has these words. */
export function SearchFilter({ text, label, placeholder }: SearchFilterProps) {
  return (
    <input
      class="input toolbar-search"
      type="search"
      placeholder={placeholder}
      aria-label={label}
      value={text.value}
      onInput={(event) => {
        text.value = event.currentTarget.value;
      }}
    />
  );
}
