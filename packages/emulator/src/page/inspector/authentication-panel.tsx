import type { JsonObject, Vendor } from '../../vendor.ts';
import { duration, fullTime } from '../format/time.ts';
import { Facts } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import type { CredentialField } from '../vendor-page.ts';
import { vendorPages } from '../vendors.ts';

/** Whether the caller's credentials held; nothing where they were not looked at. */
export function checkResultOf(vendor: Vendor, note: JsonObject | undefined): 'good' | 'bad' | undefined {
  if (note === undefined) return undefined;
  return vendorPages[vendor].credential.isValid(note) ? 'good' : 'bad';
}

interface Props {
  readonly vendor: Vendor;
  readonly note: JsonObject | undefined;
}

/** The check of the signature or token that came with a request, and what it says. */
export function AuthenticationPanel({ vendor, note }: Props) {
  const { name, explanation, refusal, fields, validity } = vendorPages[vendor].credential;
  const result = checkResultOf(vendor, note);
  if (note === undefined || result === undefined) {
    return (
      <p class="callout">
        The {name} was not looked at: the request failed before that, or a fault struck first.
      </p>
    );
  }
  const from = validity && seconds(note[validity.from]);
  const length = validity && seconds(note[validity.length]);
  const until = from === undefined || length === undefined ? undefined : (from + length) * 1000;
  const rows = Object.entries(note)
    // Said above.
    .filter(([field]) => field !== 'valid')
    .map(([field, value]) => [fields[field]?.label ?? field, shown(fields[field]?.as, value)] as const);
  return (
    <>
      <p class="check-result" data-result={result}>
        <Icon name={result === 'good' ? 'check' : 'cross'} />
        {result === 'good' ? `The ${name} is valid` : `Refused: ${refusal(note)}`}
      </p>
      <Facts facts={[...rows, ['Valid until', until === undefined ? undefined : fullTime(until)]]} />
      <p class="muted small">{explanation}</p>
    </>
  );
}

function shown(as: CredentialField['as'], value: unknown) {
  const number = seconds(value);
  if (as === 'moment' && number !== undefined) {
    return (
      <>
        {fullTime(number * 1000)} <span class="muted">({String(value)})</span>
      </>
    );
  }
  if (as === 'duration' && number !== undefined) return duration(number * 1000);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (as === 'seconds') return `${String(value)} s`;
  return <code>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</code>;
}

function seconds(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
