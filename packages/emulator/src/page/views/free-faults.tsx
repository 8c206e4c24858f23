import { useSignal } from '@preact/signals';
import type { Fault } from '../../http/faults/fault.ts';
import { addFaults } from '../state/faults.ts';
import { attempt } from '../state/notice.ts';
import { type FaultScope, ruleFor } from './fault-switches.ts';

interface Props {
  /** Which calls it strikes, when it is added. */
  readonly scope: () => FaultScope;
}

/** Any code of either vendor. */
export function CodeRow({ scope }: Props) {
  return (
    <FreeRow
      title="Any code"
      text="Answered as the call’s code, or as the recipient’s where one is named above."
      placeholder="Code"
      label="The vendor’s code"
      scope={scope}
      faultOf={(code) => ({ kind: 'code', code })}
    />
  );
}

/** The right answer, as late as one likes. */
export function DelayRow({ scope }: Props) {
  return (
    <FreeRow
      title="Slow by any time"
      text="The right answer, so many milliseconds late."
      placeholder="ms"
      label="Milliseconds"
      scope={scope}
      faultOf={(milliseconds) => ({ kind: 'delay', milliseconds })}
    />
  );
}

interface FreeRowProps extends Props {
  readonly title: string;
  readonly text: string;
  readonly placeholder: string;
  readonly label: string;
  readonly faultOf: (value: number) => Fault;
}

/** A fault with a number that is typed in. */
function FreeRow({ title, text, placeholder, label, scope, faultOf }: FreeRowProps) {
  const value = useSignal('');
  const add = () => {
    if (!/^\d{1,12}$/.test(value.value)) return;
    attempt(async () => {
      await addFaults([ruleFor(faultOf(Number(value.value)), scope())]);
      value.value = '';
    });
  };
  return (
    <form
      class="switch-row"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <div class="switch-text">
        <strong>{title}</strong>
        <p class="muted">{text}</p>
      </div>
      <input
        class="input input-code"
        inputMode="numeric"
        placeholder={placeholder}
        aria-label={label}
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
      <button type="submit" class="button" aria-label={`Add: ${title}`}>
        Add
      </button>
    </form>
  );
}
