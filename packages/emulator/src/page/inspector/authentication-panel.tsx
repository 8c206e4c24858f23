import type { JsonObject, Vendor } from '../../vendor.ts';
import { duration, fullTime } from '../format/time.ts';
import { Facts } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';

/** Whether the caller's credentials held; nothing where they were not looked at. */
export function checkResultOf(note: JsonObject | undefined): 'good' | 'bad' | undefined {
  if (note === undefined) return undefined;
  return note.valid === true || note.signature === 'valid' ? 'good' : 'bad';
}

interface Props {
  readonly vendor: Vendor;
  readonly note: JsonObject | undefined;
}

/** ZIM's signature check, or Tencent's UserSig taken apart. */
export function AuthenticationPanel({ vendor, note }: Props) {
  const result = checkResultOf(note);
  if (note === undefined || result === undefined) {
    return (
      <p class="callout">
        The {vendor === 'zim' ? 'signature' : 'UserSig'} was not looked at: the request failed before that, or
        a fault struck first.
      </p>
    );
  }
  const issuedAt = seconds(note.issuedAt);
  const expires = seconds(note.expiresInSeconds);
  const until = issuedAt === undefined || expires === undefined ? undefined : (issuedAt + expires) * 1000;
  const rows = Object.entries(note)
    .filter(([name]) => name !== 'valid')
    .map(([name, value]) => [label(name), shown(name, value)] as const);
  return (
    <>
      <p class="check-result" data-result={result}>
        <Icon name={result === 'good' ? 'check' : 'cross'} />
        {result === 'good'
          ? `The ${vendor === 'zim' ? 'signature' : 'UserSig'} is valid`
          : `Refused: ${vendor === 'zim' ? `the signature is ${String(note.signature)}` : `code ${String(note.code)}`}`}
      </p>
      <Facts facts={[...rows, ['Valid until', until === undefined ? undefined : fullTime(until)]]} />
      <p class="muted small">
        {vendor === 'zim'
          ? 'MD5 over app id, nonce, server secret and timestamp; at most ten minutes from the emulator’s time.'
          : 'HMAC-SHA256 over identifier, app id, time and validity; zlib, then base64 with * - _.'}
      </p>
    </>
  );
}

const labels: Readonly<Record<string, string>> = {
  appId: 'App id',
  nonce: 'Nonce',
  timestamp: 'Timestamp',
  ageSeconds: 'Age',
  signature: 'Signature',
  code: 'Code',
  identifier: 'Identifier',
  sdkAppId: 'SDKAppID',
  issuedAt: 'Issued',
  expiresInSeconds: 'Valid for',
  hasUserBuffer: 'User buffer',
};

function label(name: string): string {
  return labels[name] ?? name;
}

function shown(name: string, value: unknown) {
  const number = seconds(value);
  if ((name === 'issuedAt' || name === 'timestamp') && number !== undefined) {
    return (
      <>
        {fullTime(number * 1000)} <span class="muted">({String(value)})</span>
      </>
    );
  }
  if (name === 'expiresInSeconds' && number !== undefined) return duration(number * 1000);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (name === 'ageSeconds') return `${String(value)} s`;
  return <code>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</code>;
}

function seconds(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
