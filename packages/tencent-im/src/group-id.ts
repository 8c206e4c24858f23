import type { Problem } from '@polychat/core/adapter';
import { maxGroupIdBytes, maxTopicIdBytes } from './limits.ts';
import { idProblem } from './user-id.ts';
import type { WireGroup } from './wire.ts';

/** What stands in a topic's id between the group's and its own part. */
const topicMark = '@TOPIC#_';

/**
 * Why the vendor would refuse the id of a group, of a topic or of a room, or undefined; `field` is where it stood.
 * Prefixes such as `@TGS#` are rules for making groups alone.
 */
export function groupIdProblem(field: string, groupId: string): Problem | undefined {
  const { GroupId, TopicId } = groupToWire(groupId);
  return (
    (TopicId && idProblem(field, TopicId, maxTopicIdBytes)) || idProblem(field, GroupId, maxGroupIdBytes)
  );
}

/**
 * Names a group to the vendor. A topic of a community is a conversation of its own: its id has the group's in it, and
 * its messages have numbers of their own, so a message must never be looked for in the group beside it.
 */
export function groupToWire(groupId: string): WireGroup {
  const end = groupId.indexOf(topicMark);
  return end > 0 ? { GroupId: groupId.slice(0, end), TopicId: groupId } : { GroupId: groupId };
}
