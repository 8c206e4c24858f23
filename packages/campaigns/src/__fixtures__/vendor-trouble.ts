import type { Emulator, Fault } from '@polychat/emulator';
import type { Random } from './random.ts';

/** How much faster time goes at the emulated vendor, so that its 120 seconds are 6. */
const speed = 20;

/** Lets the vendor's time pass faster. */
export function hurry(emulator: Emulator): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    emulator.advance(Math.round((now - last) * (speed - 1)));
    last = now;
  }, 20);
  return () => clearInterval(timer);
}

/** Has calls go wrong again and again, in every way in which one can be unclear. */
export function keepFailing(emulator: Emulator, random: Random): () => void {
  const faults: readonly Fault[] = [
    { kind: 'delay', milliseconds: 200, when: 'before' },
    { kind: 'delay', milliseconds: 400, when: 'after' },
    { kind: 'silence', when: 'before' },
    { kind: 'silence', when: 'after' },
    { kind: 'reset', when: 'before' },
    { kind: 'reset', when: 'after' },
    { kind: 'truncated' },
    { kind: 'html', status: 502 },
  ];
  const timer = setInterval(() => {
    if (emulator.faults.length < 3)
      emulator.fail({ fault: random.one(...faults), times: random.between(1, 4) });
  }, 50);
  return () => clearInterval(timer);
}
