import { Icon } from '../ui/icon.tsx';

interface Props {
  readonly title: string;
  readonly body: string;
  readonly time: string;
  /** True when no phone showed it. */
  readonly dimmed: boolean;
}

/** A locked phone with the notification on it. */
export function PhoneNotification({ title, body, time, dimmed }: Props) {
  return (
    <div class="phone" data-dimmed={dimmed || undefined}>
      <div class="phone-screen">
        <p class="phone-clock" aria-hidden="true">
          {time}
        </p>
        <section class="phone-card" aria-label="Notification">
          <span class="phone-app">
            <Icon name="inbox" size={16} />
          </span>
          <div class="phone-text">
            <p class="phone-line">
              <strong>{title || 'Your app'}</strong>
              <span>now</span>
            </p>
            <p class="phone-body">{body || <em>no text</em>}</p>
          </div>
        </section>
      </div>
    </div>
  );
}
