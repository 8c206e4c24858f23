import type { CopyView } from '../../control/message-view.ts';
import type { Veto } from '../../world/message.ts';
import { linkTo } from '../state/route.ts';
import { vetoDelivery } from '../state/selection.ts';
import { JsonBlock } from '../ui/json-block.tsx';

/** Why nobody else got the message: which webhook was asked, and what it answered. */
export function VetoNote({ message, veto }: { message: CopyView; veto: Veto }) {
  const { code, silent, reason, delivery: id } = veto;
  const delivery = vetoDelivery.value.value;
  return (
    <div class="callout callout-bad">
      <p>
        {id === undefined
          ? 'The vendor’s moderation stopped it'
          : `The webhook ${delivery?.event ?? ''} stopped it`}
        {silent
          ? `, and ${message.from} was told that it went.`
          : `, and ${message.from} was told so with code ${code}.`}
        {reason !== undefined && reason !== '' && ` The reason: ${reason}`}
      </p>
      {delivery !== undefined && (
        <>
          <p>
            {delivery.reply === undefined
              ? `There was no answer: ${delivery.fault ?? 'none came'}. It answered for itself, as it is set.`
              : `The answer, with HTTP status ${delivery.reply.status}:`}
          </p>
          {delivery.reply !== undefined && <JsonBlock text={delivery.reply.body} label="the answer" />}
        </>
      )}
      {id !== undefined && <a href={linkTo('webhooks', id)}>Open it among the webhooks</a>}
    </div>
  );
}
