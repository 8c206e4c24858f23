import { useRef } from 'preact/hooks';
import type { WebhookDelivery } from '../../webhooks/webhooks.ts';
import { clockTimeSeconds, fullTime } from '../format/time.ts';
import { attempt, tell } from '../state/notice.ts';
import { detail, go, linkTo } from '../state/route.ts';
import { replay, showMoreWebhooks, webhooks } from '../state/webhooks.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Facts } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import { JsonBlock } from '../ui/json-block.tsx';
import { useRoving } from '../ui/roving.ts';
import { VendorBadge } from '../ui/vendor-badge.tsx';

/** What was sent to webhooks, with the answers, and again on demand. */
export function WebhooksView() {
  const list = useRef<HTMLDivElement>(null);
  useRoving(list);
  const known = webhooks.value.value;
  return (
    <div class="split" data-open={detail.value === '' ? undefined : 'yes'}>
      <section class="split-list" aria-label="Webhook deliveries">
        <div class="toolbar">
          <h1>Webhooks</h1>
        </div>
        {known?.webhooks.length === 0 && (
          <EmptyState icon="webhooks" title="Nothing was delivered">
            Give the emulator your URLs with the option <code>webhooks</code>, or in the seed file. It then
            calls them as each vendor would.
          </EmptyState>
        )}
        <div class="rows" ref={list}>
          {known?.webhooks.map((delivery) => (
            <Row key={delivery.id} delivery={delivery} />
          ))}
        </div>
        {known?.more && (
          <button type="button" class="button button-quiet" onClick={showMoreWebhooks}>
            Show older ones
          </button>
        )}
      </section>
      <section class="split-detail" aria-label="One delivery">
        {(known?.webhooks.length ?? 0) > 0 && (
          <Whole delivery={known?.webhooks.find(({ id }) => String(id) === detail.value)} />
        )}
      </section>
    </div>
  );
}

function DeliveryBadge({ delivery }: { delivery: WebhookDelivery }) {
  const { fault, reply } = delivery;
  if (fault === undefined) return <span class="code code-good">{reply?.status ?? 'OK'}</span>;
  return <span class="code code-bad">{reply?.status ?? 'failed'}</span>;
}

function Row({ delivery }: { delivery: WebhookDelivery }) {
  const { id, vendor, event, at, attempt: number, replayOf, kind, fault } = delivery;
  return (
    <a
      class="row"
      data-item
      href={linkTo('webhooks', id)}
      aria-current={detail.value === String(id) ? 'page' : undefined}
    >
      <span class="row-line">
        <VendorBadge vendor={vendor} short />
        <span class="row-name">{event}</span>
        <DeliveryBadge delivery={delivery} />
      </span>
      <span class="row-line row-under">
        <time>{clockTimeSeconds(at)}</time>
        <span>{kind === 'before' ? 'asks' : 'tells'}</span>
        {number > 1 && <span>attempt {number}</span>}
        {replayOf !== undefined && <span>replay of {replayOf}</span>}
        <span class="row-text">{fault}</span>
      </span>
    </a>
  );
}

function Whole({ delivery }: { delivery: WebhookDelivery | undefined }) {
  if (delivery === undefined) {
    return (
      <EmptyState icon="webhooks" title="Pick a delivery">
        What was sent and what your server answered stands here.
      </EmptyState>
    );
  }
  const again = () =>
    attempt(async () => {
      const { id, fault } = await replay(delivery.id);
      go('webhooks', id);
      if (fault === undefined) tell('Sent again');
      else tell(`Sent again, and failed: ${fault}`, 'failed');
    });
  return (
    <div class="whole">
      <header class="whole-head">
        <a class="button-icon narrow-only" href={linkTo('webhooks')} aria-label="Back to the list">
          <Icon name="back" />
        </a>
        <VendorBadge vendor={delivery.vendor} />
        <h2>{delivery.event}</h2>
        <button type="button" class="button" onClick={again}>
          <Icon name="retry" size={16} /> Replay
        </button>
      </header>
      <div class="whole-columns">
        <div>
          <h3 class="whole-title">Sent</h3>
          <Facts
            facts={[
              ['When', fullTime(delivery.at)],
              ['To', <code key="url">{delivery.url}</code>],
              ['Kind', delivery.kind === 'before' ? 'asks before it happens' : 'tells what happened'],
              ['Attempt', delivery.attempt],
              ['Replay of', delivery.replayOf],
            ]}
          />
          <JsonBlock text={delivery.body} label="the body" />
        </div>
        <div>
          <h3 class="whole-title">Answer</h3>
          <p class="request-line">
            <DeliveryBadge delivery={delivery} />{' '}
            <span>{delivery.fault ?? `after ${delivery.tookMs} ms`}</span>
          </p>
          {delivery.reply !== undefined && <JsonBlock text={delivery.reply.body} label="the answer" />}
        </div>
      </div>
    </div>
  );
}
