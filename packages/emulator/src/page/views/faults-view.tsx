import { useId } from 'preact/hooks';
import type { WaitingFault } from '../../http/faults/faults.ts';
import type { Vendor } from '../../vendor.ts';
import { addFaults, cancelFaults, scope, waitingFaults } from '../state/faults.ts';
import { attempt } from '../state/notice.ts';
import { people } from '../state/people.ts';
import { setup } from '../state/setup.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { Switch } from '../ui/switch.tsx';
import { VendorBadge } from '../ui/vendor-badge.tsx';
import { vendorNames, vendorOrder } from '../vendors.ts';
import {
  describeFault,
  type FaultScope,
  type FaultSwitch,
  faultSwitches,
  rulesOf,
  waitingFor,
} from './fault-switches.ts';
import { CodeRow, DelayRow } from './free-faults.tsx';

const groups: readonly (readonly [FaultSwitch['group'], string])[] = [
  ['network', 'The network'],
  ['reply', 'The reply'],
  ['vendor', 'The vendor'],
];

function currentScope(): FaultScope {
  const { vendor, endpoint, recipient, times } = scope;
  return {
    vendor: vendor.value,
    endpoint: endpoint.value.trim(),
    recipient: recipient.value.trim(),
    times: times.value,
  };
}

/** What can go wrong, as switches; and what waits. */
export function FaultsView() {
  return (
    <div class="page-view faults">
      <div class="faults-main">
        <header class="view-head">
          <h1>Faults</h1>
          <p class="muted">
            Switch one on, and it strikes the next calls that fit. It switches itself off once it has.
          </p>
        </header>
        <ScopeForm />
        {groups.map(([group, title]) => (
          <section key={group} class="card switches" aria-label={title}>
            <h2>{title}</h2>
            <div class="switch-rows">
              {faultSwitches
                .filter((candidate) => candidate.group === group)
                .map((faultSwitch) => (
                  <SwitchRow key={faultSwitch.id} faultSwitch={faultSwitch} />
                ))}
              {group === 'network' && <DelayRow scope={currentScope} />}
              {group === 'vendor' && <CodeRow scope={currentScope} />}
            </div>
          </section>
        ))}
      </div>
      <Waiting />
    </div>
  );
}

function ScopeForm() {
  const id = useId();
  const { vendor, endpoint, recipient, times } = scope;
  return (
    <section class="card scope" aria-label="Which calls">
      <label class="field">
        <span>Vendor</span>
        <select
          class="input"
          value={vendor.value}
          onChange={(event) => {
            vendor.value = event.currentTarget.value as Vendor | '';
          }}
        >
          <option value="">Both</option>
          {vendorOrder.map((name) => (
            <option key={name} value={name}>
              {vendorNames[name]}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Endpoint</span>
        <input
          class="input"
          placeholder="any"
          list={`${id}-endpoints`}
          value={endpoint.value}
          onInput={(event) => {
            endpoint.value = event.currentTarget.value;
          }}
        />
        <datalist id={`${id}-endpoints`}>
          {vendorOrder
            .filter((name) => vendor.value === '' || vendor.value === name)
            .flatMap((name) => setup.value.value?.endpoints[name] ?? [])
            .map((name) => (
              <option key={name} value={name} />
            ))}
        </datalist>
      </label>
      <label class="field">
        <span>Recipient</span>
        <input
          class="input"
          placeholder="any"
          list={`${id}-people`}
          value={recipient.value}
          onInput={(event) => {
            recipient.value = event.currentTarget.value;
          }}
        />
        <datalist id={`${id}-people`}>
          {people.value.value?.users.map(({ userId }) => (
            <option key={userId} value={userId} />
          ))}
        </datalist>
      </label>
      <label class="field field-narrow">
        <span>Next calls</span>
        <input
          class="input"
          type="number"
          min={1}
          max={100_000}
          value={times.value}
          onInput={(event) => {
            times.value = Math.max(1, Math.floor(event.currentTarget.valueAsNumber) || 1);
          }}
        />
      </label>
    </section>
  );
}

function SwitchRow({ faultSwitch }: { faultSwitch: FaultSwitch }) {
  const id = useId();
  const here = currentScope();
  const waiting = waitingFor(faultSwitch, here, waitingFaults.value.value?.faults ?? []);
  const on = waiting.length > 0;
  const lacksRecipient = faultSwitch.needsRecipient === true && here.recipient === '';
  const change = (wanted: boolean) => {
    if (lacksRecipient) return;
    if (wanted) attempt(() => addFaults(rulesOf(faultSwitch, here)));
    else attempt(() => cancelFaults(waiting.map((fault) => fault.id)));
  };
  const left = waiting.reduce((sum, fault) => sum + fault.remaining, 0);
  return (
    <div class="switch-row" data-on={on || undefined} data-off={lacksRecipient || undefined}>
      <div class="switch-text">
        <strong>{faultSwitch.title}</strong>
        <p id={`${id}-text`} class="muted">
          {lacksRecipient ? `${faultSwitch.text} Name a recipient above.` : faultSwitch.text}
        </p>
      </div>
      {on && <span class="switch-left">{left} left</span>}
      <Switch on={on} label={faultSwitch.title} describedBy={`${id}-text`} onChange={change} />
    </div>
  );
}

function Waiting() {
  const faults = waitingFaults.value.value?.faults ?? [];
  return (
    <aside class="card waiting" aria-label="Waiting faults">
      <header class="waiting-head">
        <h2>Waiting</h2>
        {faults.length > 0 && (
          <button
            type="button"
            class="button button-quiet"
            onClick={() => attempt(() => cancelFaults(faults.map(({ id }) => id)))}
          >
            Cancel all
          </button>
        )}
      </header>
      {faults.length === 0 && (
        <EmptyState icon="check" title="All is well">
          No fault waits for a call.
        </EmptyState>
      )}
      <ul>
        {faults.map((fault) => (
          <WaitingRow key={fault.id} fault={fault} />
        ))}
      </ul>
    </aside>
  );
}

function WaitingRow({ fault: { id, rule, remaining } }: { fault: WaitingFault }) {
  const words = describeFault(rule.fault);
  return (
    <li class="waiting-row">
      <div class="waiting-text">
        <p>
          <strong>{words}</strong>
        </p>
        <p class="waiting-scope">
          {rule.vendor === undefined ? (
            <span class="muted">both vendors</span>
          ) : (
            <VendorBadge vendor={rule.vendor} short />
          )}
          {rule.endpoint !== undefined && <code>{rule.endpoint}</code>}
          {rule.recipient !== undefined && <span>to {rule.recipient}</span>}
          <span class="muted">next {remaining === 1 ? 'call' : `${remaining} calls`}</span>
        </p>
      </div>
      <button
        type="button"
        class="button-icon"
        aria-label={`Cancel: ${words}`}
        title="Cancel"
        onClick={() => attempt(() => cancelFaults([id]))}
      >
        <Icon name="close" size={16} />
      </button>
    </li>
  );
}
