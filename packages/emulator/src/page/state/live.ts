import { signal } from '@preact/signals';
import type { Batch } from '../../control/event-stream.ts';
import type { Counts } from '../../control/state.ts';

/** Whether the event stream is open. */
export const connected = signal(false);
const counts = signal<Counts | undefined>(undefined);
/** How far the emulator's time was moved, in milliseconds. */
export const movedMs = signal(0);
/** Messages a second, over the last few. */
export const rate = signal(0);

/** The machine's time, by the second. */
export const clockTick = signal(Date.now());

/** A batch, or nothing where everything must be read anew. */
type Listener = (batch: Batch | undefined) => void;

const listeners = new Set<Listener>();

/** Listens to what happens. */
export function onBatch(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** True when the batch says, or may have left out, that messages came or changed. */
export function concernsMessages(
  batch: Batch | undefined,
  matches?: (brief: Batch['messages'][number]) => boolean,
) {
  if (batch === undefined || batch.reset) return true;
  if (batch.skipped.messages > 0 || batch.skipped.updates > 0) return true;
  const all = [...batch.messages, ...batch.updates];
  return matches === undefined ? all.length > 0 : all.some(matches);
}

/** True when the batch says, or may have left out, that users came, changed or went. */
export function concernsUsers(batch: Batch | undefined): boolean {
  return batch === undefined || batch.users.length > 0 || batch.skipped.users > 0;
}

/** True when groups may have changed: calls and devices that do so raise no event of their own. */
export function concernsGroups(batch: Batch | undefined): boolean {
  return (
    concernsMessages(batch) ||
    concernsUsers(batch) ||
    batch === undefined ||
    batch.requests.length + batch.webhooks.length > 0 ||
    batch.skipped.requests + batch.skipped.webhooks > 0
  );
}

/** Opens the stream. The browser opens it again by itself when the emulator was away. */
export function startLive(): void {
  const source = new EventSource('/control/events');
  const tell = (batch: Batch | undefined) => {
    for (const listener of listeners) listener(batch);
  };
  source.addEventListener('hello', (event) => {
    const hello: Pick<Batch, 'counts' | 'movedMs'> = JSON.parse(event.data);
    connected.value = true;
    counts.value = hello.counts;
    movedMs.value = hello.movedMs;
    tell(undefined);
  });
  source.addEventListener('batch', (event) => {
    const batch: Batch = JSON.parse(event.data);
    counts.value = batch.counts;
    movedMs.value = batch.movedMs;
    tell(batch);
  });
  source.addEventListener('lost', () => tell(undefined));
  source.addEventListener('error', () => {
    connected.value = false;
  });
  everySecond();
}

function everySecond(): void {
  const seconds: number[] = [];
  setInterval(() => {
    clockTick.value = Date.now();
    seconds.push(counts.value?.messagesSeen ?? 0);
    if (seconds.length > 4) seconds.shift();
    const span = seconds.length - 1;
    if (span > 0) rate.value = Math.max(0, Math.round(((seconds.at(-1) ?? 0) - (seconds[0] ?? 0)) / span));
  }, 1000);
}
