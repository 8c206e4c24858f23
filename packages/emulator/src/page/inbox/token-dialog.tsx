import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { DeviceAnswer } from '../../control/control-routes.ts';
import type { Vendor } from '../../vendor.ts';
import type { ClientLoginResult } from '../../vendor-service.ts';
import { duration, fullTime } from '../format/time.ts';
import { logIn } from '../state/acts.ts';
import { clockTick, movedMs } from '../state/live.ts';
import { Facts } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import { VendorBadge } from '../ui/vendor-badge.tsx';
import { vendorPages } from '../vendors.ts';

const asked = signal<{ readonly vendor: Vendor; readonly userId: string } | undefined>(undefined);

/** Opens the dialog in which a user's device logs in with a token. */
export function askForToken(vendor: Vendor, userId: string): void {
  asked.value = { vendor, userId };
}

/** Logs a device in with a token that somebody pastes, and says what the token says. */
export function TokenDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const now = asked.value;
  useEffect(() => {
    if (now !== undefined) dialog.current?.showModal();
    else dialog.current?.close();
  }, [now]);
  const close = () => {
    asked.value = undefined;
  };
  return (
    <dialog class="dialog token-dialog" ref={dialog} onClose={close} aria-labelledby="token-title">
      {now !== undefined && <LoginForm vendor={now.vendor} userId={now.userId} onClose={close} />}
    </dialog>
  );
}

interface Props {
  readonly vendor: Vendor;
  readonly userId: string;
  readonly onClose: () => void;
}

function LoginForm({ vendor, userId, onClose }: Props) {
  const token = useSignal('');
  const answer = useSignal<(ClientLoginResult & DeviceAnswer) | undefined>(undefined);
  const problem = useSignal('');
  const name = vendorPages[vendor].tokenName;
  const submit = async (event: Event) => {
    event.preventDefault();
    answer.value = undefined;
    problem.value = token.value.trim() === '' ? `Paste a ${name} first` : '';
    if (problem.value !== '') return;
    try {
      answer.value = await logIn(vendor, userId, token.value.trim());
    } catch (error) {
      problem.value = error instanceof Error ? error.message : 'That did not work';
    }
  };
  return (
    <form onSubmit={submit}>
      <header class="dialog-head">
        <h2 id="token-title">Log in {userId}</h2>
        <VendorBadge vendor={vendor} />
        <button type="button" class="button-icon" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <label class="field">
        The {name} that your server made
        <textarea
          class="input token-text"
          rows={4}
          spellcheck={false}
          autocomplete="off"
          value={token.value}
          onInput={(event) => {
            token.value = event.currentTarget.value;
          }}
        />
      </label>
      <div class="dialog-foot">
        <button type="submit" class="button button-main">
          <Icon name="key" size={16} /> Log in
        </button>
      </div>
      <div aria-live="polite" class="token-answer">
        {problem.value !== '' && <p class="composer-problem">{problem.value}</p>}
        {answer.value !== undefined && <Answer name={name} userId={userId} answer={answer.value} />}
      </div>
    </form>
  );
}

function Answer({
  name,
  userId,
  answer: { code, meaning, says },
}: {
  name: string;
  userId: string;
  answer: ClientLoginResult & DeviceAnswer;
}) {
  const now = clockTick.value + movedMs.value;
  return (
    <>
      <p class="check-result" data-result={code === 0 ? 'good' : 'bad'}>
        <Icon name={code === 0 ? 'check' : 'cross'} />
        {code === 0 ? `${userId} is logged in` : `Refused with code ${code}`}
      </p>
      {meaning !== undefined && <p class="small">{meaning}.</p>}
      {says === undefined ? (
        <p class="muted small">What the {name} says cannot be read.</p>
      ) : (
        <Facts
          facts={[
            ['For user', <code key="user">{says.userId}</code>],
            ['For app', <code key="app">{says.appId}</code>],
            ['Made', fullTime(says.issuedAt)],
            ['Valid until', `${fullTime(says.expiresAt)} (${untilOrSince(says.expiresAt - now)})`],
          ]}
        />
      )}
    </>
  );
}

function untilOrSince(milliseconds: number): string {
  return milliseconds < 0 ? `ended ${duration(milliseconds)} ago` : `for ${duration(milliseconds)} more`;
}
