import type { Trial } from './trial.ts';

/** User ids that every vendor takes. */
export const ann = 'ann';
export const bob = 'bob';
export const carol = 'carol';
export const dave = 'dave';
/** Nobody's id, until a check makes it somebody's. */
export const stranger = 'stranger';
/** The id of somebody who is about to be registered. */
export const newcomer = 'newcomer';

/** Makes the four known, with a device that is connected. */
export async function invite(trial: Trial): Promise<void> {
  await trial.addUsers(ann, bob, carol, dave);
}

/** So many user ids of one length. */
export function crowd(count: number, length = 8): readonly string[] {
  return Array.from({ length: count }, (_, index) => `u${String(index).padStart(length - 1, '0')}`);
}
