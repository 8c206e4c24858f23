import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { Vendor } from '../../vendor.ts';
import type { ClientSendResult } from '../../vendor-service.ts';
import { accounts } from '../state/account.ts';
import { call } from '../state/api.ts';
import { people, personId } from '../state/people.ts';
import { vendorNames } from '../state/vendors.ts';
import { Icon } from '../ui/icon.tsx';
import { type TitledConversation, titleOf } from './conversation-title.tsx';

interface Props {
  readonly vendor: Vendor;
  /** Where to; asked for when absent. */
  readonly conversation: TitledConversation | undefined;
  readonly onSent: () => void;
}

/** Writes as the person's own device. */
export function Composer({ vendor, conversation, onSent }: Props) {
  const id = useId();
  const text = useSignal('');
  const to = useSignal('');
  const asJson = useSignal(false);
  const problem = useSignal('');
  const busy = useSignal(false);
  if (conversation !== undefined && conversation.channel !== 'direct' && conversation.channel !== 'group')
    return null;

  // Devices cannot send to everyone.
  if (conversation?.channel === 'broadcast') return null;

  const send = async () => {
    const channel = conversation?.channel ?? 'direct';
    const recipient = conversation?.with ?? to.value.trim();
    const message = asJson.value ? parse(text.value) : plainText(vendor, text.value);
    if (recipient === '') problem.value = 'Who should get it?';
    else if (message === undefined) problem.value = 'This is not a JSON object';
    else if (text.value.trim() === '') problem.value = 'There is nothing to send yet';
    else {
      busy.value = true;
      try {
        const body = { vendor, from: personId.value, to: recipient, channel, message };
        const { code } = await call<ClientSendResult>('POST', 'client-sends', body);
        problem.value = code === 0 ? '' : `${vendorNames[vendor]} refused it with code ${code}`;
        if (code === 0) {
          text.value = '';
          to.value = '';
          accounts[vendor].picked.value = { channel, with: recipient };
          onSent();
        }
      } catch (error) {
        problem.value = error instanceof Error ? error.message : 'It could not be sent';
      } finally {
        busy.value = false;
      }
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || asJson.value) return;
    event.preventDefault();
    send();
  };
  const switchJson = () => {
    asJson.value = !asJson.value;
    problem.value = '';
    if (asJson.value) text.value = JSON.stringify(plainText(vendor, text.value), undefined, 2);
    else text.value = '';
  };
  const who = conversation === undefined ? 'somebody' : titleOf(conversation);

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {conversation === undefined && (
        <input
          class="input"
          placeholder="To: user id"
          aria-label="Recipient"
          list={`${id}-people`}
          value={to.value}
          onInput={(event) => {
            to.value = event.currentTarget.value;
          }}
        />
      )}
      {conversation === undefined && (
        <datalist id={`${id}-people`}>
          {people.value.value?.users.map(({ userId }) => (
            <option key={userId} value={userId} />
          ))}
        </datalist>
      )}
      <div class="composer-line">
        <textarea
          class="input composer-text"
          data-json={asJson.value || undefined}
          rows={asJson.value ? 6 : 1}
          placeholder={`Write as ${personId.value}’s device`}
          aria-label={`Message to ${who} at ${vendorNames[vendor]}`}
          aria-describedby={`${id}-problem`}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          class="button-icon"
          aria-pressed={asJson.value}
          aria-label="Write the vendor’s own JSON"
          title="Write the vendor’s own JSON"
          onClick={switchJson}
        >
          <Icon name="code" />
        </button>
        <button
          type="submit"
          class="button-icon button-send"
          aria-label="Send"
          title="Send"
          disabled={busy.value}
        >
          <Icon name="send" />
        </button>
      </div>
      <p class="composer-problem" id={`${id}-problem`} aria-live="polite">
        {problem.value}
      </p>
    </form>
  );
}

function plainText(vendor: Vendor, text: string): Record<string, unknown> {
  return vendor === 'zim'
    ? { MessageType: 1, MessageBody: { Message: text } }
    : { MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }] };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
