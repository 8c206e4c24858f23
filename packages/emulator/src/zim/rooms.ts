/** A room and who is inside. Everyone in a room is connected. */
export interface ZimRoom {
  readonly roomId: string;
  readonly name: string;
  readonly members: Set<string>;
  readonly attributes: ReadonlyMap<string, string>;
  /** Milliseconds. */
  readonly createdAt: number;
}

/** The app's rooms. Client apps enter and leave them, and so do tests. */
export class ZimRooms {
  readonly #rooms = new Map<string, ZimRoom>();
  readonly #now: () => number;

  /**
   * @internal
   * @param now the emulator's time, in milliseconds
   */
  constructor(now: () => number) {
    this.#now = now;
  }

  get size(): number {
    return this.#rooms.size;
  }

  get(roomId: string): ZimRoom | undefined {
    return this.#rooms.get(roomId);
  }

  /** All rooms, in the order of their making. */
  values(): IterableIterator<ZimRoom> {
    return this.#rooms.values();
  }

  /** Makes a room, or gives the one that exists; nobody is told. */
  open(roomId: string, name = '', attributes: ReadonlyMap<string, string> = new Map()): ZimRoom {
    let room = this.#rooms.get(roomId);
    if (room === undefined) {
      room = { roomId, name, members: new Set(), attributes, createdAt: this.#now() };
      this.#rooms.set(roomId, room);
    }
    return room;
  }

  /** A user enters a room, which is made when nobody was there before; nobody is told. */
  enter(roomId: string, userId: string): void {
    this.open(roomId).members.add(userId);
  }

  /** A user leaves a room. True when they were inside. */
  leave(roomId: string, userId: string): boolean {
    return this.#rooms.get(roomId)?.members.delete(userId) ?? false;
  }

  /** True when there was such a room. */
  destroy(roomId: string): boolean {
    return this.#rooms.delete(roomId);
  }
}
