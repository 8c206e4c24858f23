/** What those need who write a pacer: turns and slowing down, so that all pacers do the same. */

export { slowdownSteps } from '../defaults/slowdown.ts';
export { earliest, queueNameOf, type Waiter, WaitQueue } from '../defaults/wait-queue.ts';
export { onAbort } from '../ports/on-abort.ts';
