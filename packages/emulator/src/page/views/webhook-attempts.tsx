import type { WebhookView } from '../../control/webhook-view.ts';
import { clockTimeSeconds, duration, fullTime, milliseconds } from '../format/time.ts';
import { clockTick, movedMs } from '../state/live.ts';
import { attempt as tryTo } from '../state/notice.ts';
import { linkTo } from '../state/route.ts';
import { advanceTo } from '../state/setup.ts';
import type { WebhookEventView } from '../state/webhooks.ts';
import { Icon } from '../ui/icon.tsx';

/** The HTTP status of the answer, or what came in place of one. */
export function DeliveryBadge({ delivery }: { delivery: WebhookView }) {
  const { fault, reply } = delivery;
  if (fault === undefined) return <span class="code code-good">{reply?.status ?? 'OK'}</span>;
  return <span class="code code-bad">{reply?.status ?? 'failed'}</span>;
}

/** `in 4 s`, by the emulator's clock; `now` once its time has come. */
export function due(at: number): string {
  const left = at - (clockTick.value + movedMs.value);
  return left < 1000 ? 'now' : `in ${duration(left)}`;
}

/** The attempts of one event, the first at the top, each with its answer; and when the next one is due. */
export function WebhookAttempts({ event, shown }: { event: WebhookEventView; shown: number }) {
  const [newest] = event.attempts;
  return (
    <ol class="attempts" aria-label="Attempts">
      {event.attempts.toReversed().map((delivery, index, all) => (
        <li key={delivery.id}>
          <a
            class="attempt"
            href={linkTo('webhooks', delivery.id)}
            aria-current={delivery.id === shown ? 'true' : undefined}
          >
            <b>Attempt {delivery.attempt}</b>
            <time title={fullTime(delivery.at)}>{clockTimeSeconds(delivery.at)}</time>
            <DeliveryBadge delivery={delivery} />
            <span class="attempt-text">{answerOf(delivery)}</span>
            <span class="muted">{waitedSince(all[index - 1], delivery)}</span>
          </a>
        </li>
      ))}
      {newest.nextAt !== undefined && <Next attempt={newest.attempt + 1} at={newest.nextAt} />}
      {newest.nextAt === undefined && newest.fault !== undefined && newest.kind === 'after' && (
        <li class="attempt attempt-next muted">It is not tried again.</li>
      )}
    </ol>
  );
}

function answerOf({ fault, tookMs }: WebhookView): string {
  return fault ?? `answered after ${milliseconds(tookMs)}`;
}

function waitedSince(before: WebhookView | undefined, { at }: WebhookView): string {
  return before === undefined ? '' : `${duration(at - before.at)} later`;
}

/** The attempt that is still to come, and the way to have it now. */
function Next({ attempt, at }: { attempt: number; at: number }) {
  const wait = () => tryTo(() => advanceTo(at), `The time was moved on to attempt ${attempt}`);
  return (
    <li class="attempt attempt-next">
      <Icon name="clock" size={14} />
      <b>Attempt {attempt}</b>
      <time title={fullTime(at)}>{clockTimeSeconds(at)}</time>
      <span>{due(at)}</span>
      <button type="button" class="button button-small" onClick={wait}>
        Move the time on to it
      </button>
    </li>
  );
}
