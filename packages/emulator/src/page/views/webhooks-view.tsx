import { useRef } from 'preact/hooks';
import type { WebhookSubject } from '../../control/webhook-view.ts';
import { clockTimeSeconds, fullTime, milliseconds } from '../format/time.ts';
import { attempt, tell } from '../state/notice.ts';
import { detail, go, linkTo } from '../state/route.ts';
import {
  openEvent,
  replay,
  showMoreWebhooks,
  type WebhookEventView,
  webhookEvents,
  webhooks,
} from '../state/webhooks.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Facts } from '../ui/facts.tsx';
import { Icon } from '../ui/icon.tsx';
import { JsonBlock } from '../ui/json-block.tsx';
import { useRoving } from '../ui/roving.ts';
import { VendorBadge } from '../ui/vendor-badge.tsx';
import { DeliveryBadge, due, WebhookAttempts } from './webhook-attempts.tsx';
import { isNarrowed, WebhookFilter } from './webhook-filter.tsx';

/** What was sent to webhooks: one line an event, with all its attempts and answers, and again on demand. */
export function WebhooksView() {
  const list = useRef<HTMLDivElement>(null);
  useRoving(list);
  const known = webhooks.value.value;
  const events = webhookEvents.value;
  return (
    <div class="split" data-open={detail.value === '' ? undefined : 'yes'}>
      <section class="split-list" aria-label="Webhook deliveries">
        <WebhookFilter />
        {known?.webhooks.length === 0 && !isNarrowed() && (
          <EmptyState icon="webhooks" title="Nothing was delivered">
            Give the emulator your URLs with the option <code>webhooks</code>, or in the seed file. It then
            calls them as each vendor would.
          </EmptyState>
        )}
        {known?.webhooks.length === 0 && isNarrowed() && (
          <EmptyState icon="webhooks" title="No delivery fits" />
        )}
        <div class="rows" ref={list}>
          {events.map((event) => (
            <Row key={event.firstId} event={event} />
          ))}
        </div>
        {known?.more && (
          <button type="button" class="button button-quiet" onClick={showMoreWebhooks}>
            Show older ones
          </button>
        )}
      </section>
      <section class="split-detail" aria-label="One delivery">
        {(events.length > 0 || openEvent.value !== undefined) && <Whole event={openEvent.value} />}
      </section>
    </div>
  );
}

function Row({ event: { attempts } }: { event: WebhookEventView }) {
  const [newest] = attempts;
  const { id, vendor, event, at, replayOf, kind, fault, subject, nextAt } = newest;
  const isOpen = attempts.some((each) => String(each.id) === detail.value);
  return (
    <a class="row" data-item href={linkTo('webhooks', id)} aria-current={isOpen ? 'page' : undefined}>
      <span class="row-line">
        <VendorBadge vendor={vendor} short />
        <span class="row-name">{event}</span>
        <DeliveryBadge delivery={newest} />
      </span>
      <span class="row-line row-under">
        <time>{clockTimeSeconds(at)}</time>
        <span>{kind === 'before' ? 'asks' : 'tells'}</span>
        {attempts.length > 1 && <span>{attempts.length} attempts</span>}
        {nextAt !== undefined && <span class="mark-warn">next {due(nextAt)}</span>}
        {replayOf !== undefined && <span>replay of {replayOf}</span>}
        <span class="row-text">{[fault, about(subject)].filter(Boolean).join(' · ')}</span>
      </span>
    </a>
  );
}

function parties({ from, to, recipients = 1 }: WebhookSubject): string {
  if (to === undefined) return from ?? '';
  const others = recipients > 1 ? ` and ${recipients - 1} more` : '';
  return `${from === undefined ? '' : `${from} `}→ ${to}${others}`;
}

function about(subject: WebhookSubject): string {
  return [parties(subject), subject.preview].filter(Boolean).join(': ');
}

function Whole({ event }: { event: WebhookEventView | undefined }) {
  if (event === undefined) {
    return (
      <EmptyState icon="webhooks" title="Pick an event">
        What was sent and what your server answered stands here.
      </EmptyState>
    );
  }
  const [newest] = event.attempts;
  const delivery = event.attempts.find(({ id }) => String(id) === detail.value) ?? newest;
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
      {(event.attempts.length > 1 || newest.nextAt !== undefined) && (
        <WebhookAttempts event={event} shown={delivery.id} />
      )}
      <div class="whole-columns">
        <div>
          <h3 class="whole-title">Sent</h3>
          <Facts
            facts={[
              ['When', fullTime(delivery.at)],
              ['About', parties(delivery.subject)],
              ['Message', delivery.subject.messageId && <code key="id">{delivery.subject.messageId}</code>],
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
            <span>{delivery.fault ?? `after ${milliseconds(delivery.tookMs)}`}</span>
          </p>
          {delivery.reply !== undefined && <JsonBlock text={delivery.reply.body} label="the answer" />}
        </div>
      </div>
    </div>
  );
}
