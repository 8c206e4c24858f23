import { useSignal } from '@preact/signals';
import type { StateView } from '../../control/state.ts';
import type { JsonObject, Vendor } from '../../vendor.ts';
import type { Presence } from '../../world/user.ts';
import { byteSize, count } from '../format/size.ts';
import { duration, fullTime } from '../format/time.ts';
import { call } from '../state/api.ts';
import { clockTick, movedMs } from '../state/live.ts';
import { attempt } from '../state/notice.ts';
import { people } from '../state/people.ts';
import { advanceTime, resetEmulator, setup } from '../state/setup.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { VendorBadge } from '../ui/vendor-badge.tsx';
import { vendorNames, vendorOrder, vendorPages } from '../vendors.ts';
import { AddGroup } from './add-group.tsx';

/** Addresses and credentials, users, time, and how the vendors are set. */
export function SetupView() {
  const state = setup.value.value;
  if (state === undefined) return null;
  return (
    <div class="page-view setup">
      <header class="view-head">
        <h1>Setup</h1>
        <p class="muted">Nothing here is secret: these credentials work on this machine only.</p>
      </header>
      <div class="setup-grid">
        {vendorOrder.map((vendor) => (
          <Credentials key={vendor} vendor={vendor} state={state} />
        ))}
        <AddUser />
        <AddGroup />
        <Time />
        <Kept state={state} />
        {vendorOrder.map((vendor) => (
          <Settings key={vendor} vendor={vendor} settings={state[vendor].settings} />
        ))}
      </div>
    </div>
  );
}

function Credentials({ vendor, state }: { vendor: Vendor; state: StateView }) {
  const values = vendorPages[vendor].credentials(state);
  const options = values.map(([name, value]) =>
    typeof value === 'number' ? `  ${name}: ${value},\n` : `  ${name}: '${value}',\n`,
  );
  // An adapter has the name that the emulator has for its vendor.
  const snippet = `${vendor}({\n${options.join('')}})`;
  return (
    <section class="card setup-half" aria-label={`${vendorNames[vendor]} credentials`}>
      <h2>
        <VendorBadge vendor={vendor} />
      </h2>
      <dl class="credentials">
        {values.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code title={String(value)}>{value}</code>
              <CopyButton text={String(value)} what={name} />
            </dd>
          </div>
        ))}
      </dl>
      <div class="snippet">
        <CopyButton text={snippet} what="the code" />
        <pre>{snippet}</pre>
      </div>
    </section>
  );
}

function AddUser() {
  const userId = useSignal('');
  const name = useSignal('');
  const vendor = useSignal<Vendor | ''>('');
  const presence = useSignal<Presence>('offline');
  const add = () => {
    if (userId.value.trim() === '') return;
    const body = {
      userId: userId.value.trim(),
      presence: presence.value,
      ...(name.value === '' ? {} : { name: name.value }),
      ...(vendor.value === '' ? {} : { vendor: vendor.value }),
    };
    attempt(async () => {
      await call('POST', 'users', body);
      people.refresh();
      userId.value = '';
      name.value = '';
    }, `Added ${body.userId}`);
  };
  return (
    <section class="card setup-half" aria-label="Add a user">
      <h2>Add a user</h2>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <label class="field">
          <span>User id</span>
          <input
            class="input"
            required
            value={userId.value}
            onInput={(event) => {
              userId.value = event.currentTarget.value;
            }}
          />
        </label>
        <label class="field">
          <span>Name</span>
          <input
            class="input"
            value={name.value}
            onInput={(event) => {
              name.value = event.currentTarget.value;
            }}
          />
        </label>
        <label class="field">
          <span>At</span>
          <select
            class="input"
            value={vendor.value}
            onChange={(event) => {
              vendor.value = event.currentTarget.value as Vendor | '';
            }}
          >
            <option value="">Both vendors</option>
            {vendorOrder.map((each) => (
              <option key={each} value={each}>
                {vendorNames[each]}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>Device</span>
          <select
            class="input"
            value={presence.value}
            onChange={(event) => {
              presence.value = event.currentTarget.value as Presence;
            }}
          >
            <option value="online">Online</option>
            <option value="offline">Offline, push reaches it</option>
            <option value="never">Never logged in</option>
          </select>
        </label>
        <button type="submit" class="button">
          Add
        </button>
      </form>
    </section>
  );
}

const jumps: readonly (readonly [string, number])[] = [
  ['1 second', 1000],
  ['1 minute', 60_000],
  ['10 minutes', 600_000],
  ['1 hour', 3_600_000],
  ['1 day', 86_400_000],
  ['7 days', 604_800_000],
];

function Time() {
  const moved = movedMs.value;
  return (
    <section class="card setup-half" aria-label="Time">
      <h2>Time</h2>
      <p class="small">
        {fullTime(clockTick.value + moved)}
        {Math.abs(moved) >= 1000 && <span class="muted"> · {duration(moved)} ahead of this machine</span>}
      </p>
      <p class="muted small">
        Limits, recall windows, signatures and webhook repeats all follow this clock. A client that signs must
        follow it too.
      </p>
      <div class="buttons">
        {jumps.map(([name, milliseconds]) => (
          <button
            key={name}
            type="button"
            class="button"
            onClick={() => attempt(() => advanceTime(milliseconds), `${name} later`)}
          >
            + {name}
          </button>
        ))}
      </div>
    </section>
  );
}

function Kept({ state }: { state: StateView }) {
  const sure = useSignal(false);
  const reset = () => {
    if (!sure.value) {
      sure.value = true;
      return;
    }
    sure.value = false;
    attempt(resetEmulator, 'Everything was reset');
  };
  return (
    <section class="card setup-half" aria-label="What is kept">
      <h2>Memory</h2>
      <p class="muted small">
        The newest {count(state.maxMessages)} messages and {count(state.maxRequests)} requests are kept, and
        at most {byteSize(state.maxRecordedBytes)} of each.
      </p>
      <div class="buttons">
        <button
          type="button"
          class="button button-danger"
          onClick={reset}
          onBlur={() => {
            sure.value = false;
          }}
        >
          {sure.value ? 'Really? Messages, requests and faults go' : 'Reset'}
        </button>
      </div>
    </section>
  );
}

/** What the vendors' documents leave open, and how it is read here. */
function Settings({ vendor, settings }: { vendor: Vendor; settings: JsonObject }) {
  return (
    <section class="card setup-wide" aria-label={`${vendorNames[vendor]} settings`}>
      <h2>How {vendorNames[vendor]} is set</h2>
      <div class="settings">
        {Object.entries(settings).map(([name, value]) =>
          typeof value === 'object' && value !== null && !Array.isArray(value) ? (
            <details key={name} open={name === 'readings'}>
              <summary>
                {name} <span class="muted">{Object.keys(value).length}</span>
              </summary>
              <dl class="settings-list">
                {Object.entries(value).map(([inner, setting]) => (
                  <div key={inner}>
                    <dt>{inner}</dt>
                    <dd>{shown(setting)}</dd>
                  </div>
                ))}
              </dl>
            </details>
          ) : (
            <dl class="settings-list" key={name}>
              <div>
                <dt>{name}</dt>
                <dd>{shown(value)}</dd>
              </div>
            </dl>
          ),
        )}
      </div>
    </section>
  );
}

function shown(value: unknown): string {
  if (value === null) return 'no limit';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return String(value);
}
