/** A room and who is inside. Everyone in a room is connected. */
export interface ZimRoom {
  readonly roomId: string;
  readonly name: string;
  readonly members: Set<string>;
}

/** The app's rooms. Only client apps enter them, so tests put users in. */
export class ZimRooms {
  readonly #rooms = new Map<string, ZimRoom>();

  get(roomId: string): ZimRoom | undefined {
    return this.#rooms.get(roomId);
  }

  /** Makes a room, or gives the one that exists. */
  open(roomId: string, name = ''): ZimRoom {
    let room = this.#rooms.get(roomId);
    if (room === undefined) {
      room = { roomId, name, members: new Set() };
      this.#rooms.set(roomId, room);
    }
    return room;
  }

  /** A user enters a room, which is made when nobody was there before. */
  enter(roomId: string, userId: string): void {
    this.open(roomId).members.add(userId);
  }

  /** A user leaves a room. */
  leave(roomId: string, userId: string): void {
    this.#rooms.get(roomId)?.members.delete(userId);
  }

  destroy(roomId: string): void {
    this.#rooms.delete(roomId);
  }
}
