import assert from 'node:assert/strict';
import type { DestinationRules } from './destination.ts';

/** What holds of messages to rooms and not of those to groups. */
export const roomRules: DestinationRules = {
  'a message to a room is not there for those who come later': async (destination) => {
    const { trial } = destination;
    await trial.addUsers(trial.newcomer);
    await destination.send();
    await destination.another('other', [trial.newcomer]);
    await trial.double.addConversation?.('room', destination.id, [trial.newcomer]);
    const { length } = await destination.received(trial.newcomer);
    assert.equal(length, 0, `somebody who came later finds ${length} messages in the room`);
    await destination.send();
    const { length: now } = await destination.received(trial.newcomer);
    assert.equal(now, 1, 'somebody who is in the room now gets no message');
  },
};
