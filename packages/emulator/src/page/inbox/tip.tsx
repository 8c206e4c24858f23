import type { CopyView } from '../../control/message-view.ts';
import { clockTime, fullTime } from '../format/time.ts';

/** What the vendor itself tells in a group, such as that somebody joined. Enter looks behind it, as at a message. */
export function Tip({ message: { id, preview, time } }: { message: CopyView }) {
  return (
    <p class="tip">
      <button type="button" data-item data-message={id} title={fullTime(time)}>
        {preview} · <time>{clockTime(time)}</time>
      </button>
    </p>
  );
}
